using System.Diagnostics;
using System.Net.Http.Headers;
using Xunit;

namespace GeekOnDuty.Api.Tests.Start;

/// <summary>The program as a process of its own, as people run it. What is still running when a test ends is killed.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private const string Greeting = "Geek on Duty listens on ";

    private static readonly string[] OwnSettings =
    [
        "ConnectionStrings__",
        "GeekOnDuty__",
        "RateLimits__",
        "ASPNETCORE_",
        "DOTNET_ENVIRONMENT",
        "OTEL_",
        "Mail__",
        "SignIn__",
        "PG",
    ];

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly List<string> errors = [];
    private readonly Task readers;

    private ProgramRun(Process process)
    {
        this.process = process;
        readers = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, errors));
    }

    /// <summary>What it has said until now.</summary>
    public IReadOnlyList<string> Output => Copy(output);

    /// <summary>What it has complained about until now.</summary>
    public IReadOnlyList<string> Errors => Copy(errors);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="settings">Environment; nothing of the kind is inherited. Unless they are among them, a free port is taken and nobody is limited.</param>
    public static ProgramRun Start(params (string Name, string Value)[] settings)
    {
        string[] command =
        [
            // A shell starts what runs in the background with SIGINT ignored, and the tests would hand that on. `env` becomes the program.
            .. OperatingSystem.IsLinux() ? ["/usr/bin/env", "--default-signal=INT"] : Array.Empty<string>(),
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            Path.Combine(AppContext.BaseDirectory, "GeekOnDuty.Api.dll"),
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var inherited in start.Environment.Keys.Where(IsOwn).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["RateLimits__Enabled"] = "false";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        started.StandardInput.Close();
        return new ProgramRun(started);
    }

    /// <summary>Waits until it listens.</summary>
    /// <returns>A client of it without credentials.</returns>
    public async Task<HttpClient> ListensAsync()
    {
        var greeting = await SaysAsync(Greeting);
        return TestDeadline.Client(new Uri(greeting[Greeting.Length..]));
    }

    /// <summary>Waits until it can answer everything.</summary>
    /// <returns>A client of it without credentials.</returns>
    public async Task<HttpClient> IsReadyAsync()
    {
        var client = await ListensAsync();
        await TestDeadline.UntilAsync(
            async () =>
            {
                using var ready = await client.GetAsync("/healthz/ready", Ct);
                return ready.IsSuccessStatusCode;
            },
            () => $"It was never ready. {this}"
        );
        return client;
    }

    /// <summary>Waits for a line with that text.</summary>
    /// <returns>The line.</returns>
    public async Task<string> SaysAsync(string text)
    {
        string? said = null;
        await TestDeadline.UntilAsync(
            () =>
            {
                var ended = readers.IsCompleted;
                said = Output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));
                Assert.False(ended && said is null, $"It ended without saying '{text}'. {this}");
                return Task.FromResult(said is not null);
            },
            () => $"It never said '{text}'. {this}"
        );
        return said!;
    }

    /// <summary>Sends a signal to the process alone.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]);
        await kill.WaitForExitAsync(Ct);
    }

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await GoneAsync();
    }

    /// <summary>Waits, however long, until it is gone.</summary>
    public Task GoneAsync() => process.WaitForExitAsync(Ct);

    /// <summary>Waits until it is gone.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndsAsync()
    {
        try
        {
            await process.WaitForExitAsync(Ct).WaitAsync(TestDeadline.Timeout, Ct);
            await readers.WaitAsync(TestDeadline.Timeout, Ct);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It did not end. {this}");
        }

        return process.ExitCode;
    }

    /// <summary>Asks it to stop and sees to it that it does so in good order.</summary>
    public async Task StopAsync(string signal = "TERM")
    {
        await SignalAsync(signal);
        Assert.True(await EndsAsync() == 0, $"It stopped with exit code {process.ExitCode}. {this}");
        Assert.Empty(Errors);
    }

    /// <summary>Waits for the end of a start that is refused: exit code, one line on the error stream and nothing like a stack trace.</summary>
    /// <returns>The line.</returns>
    public async Task<string> IsRefusedAsync()
    {
        Assert.True(await EndsAsync() != 0, $"It ended well. {this}");
        var line = Assert.Single(Errors);
        Assert.StartsWith("Geek on Duty did not start. ", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Output, said => said.Contains("   at ", StringComparison.Ordinal) || said.Contains(Greeting));
        return line;
    }

    public override string ToString() => $"It said:\n{string.Join('\n', Output)}\n{string.Join('\n', Errors)}";

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    public static HttpClient As(HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static bool IsOwn(string name) => OwnSettings.Any(own => name.StartsWith(own, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<string> Copy(List<string> lines)
    {
        lock (lines)
        {
            return [.. lines];
        }
    }

    private static async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }
}
