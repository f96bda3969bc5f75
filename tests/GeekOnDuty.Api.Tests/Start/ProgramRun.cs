using System.Net.Http.Headers;
using Xunit;

namespace GeekOnDuty.Api.Tests.Start;

/// <summary>The program as a process of its own, as people run it. What is still running when a test ends is killed.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private const string Greeting = "Geek on Duty listens on ";

    private readonly ChildProcess process;

    private ProgramRun(ChildProcess process) => this.process = process;

    /// <summary>What it has said until now.</summary>
    public IReadOnlyList<string> Output => process.Output;

    /// <summary>What it has complained about until now.</summary>
    public IReadOnlyList<string> Errors => process.Errors;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="settings">Environment; nothing of the kind is inherited. Unless they are among them, a free port is taken and nobody is limited.</param>
    public static ProgramRun Start(params (string Name, string Value)[] settings)
    {
        string[] command =
        [
            // A shell starts what runs in the background with SIGINT ignored, and the tests would hand that on. `env` becomes the program.
            .. OperatingSystem.IsLinux() ? ["/usr/bin/env", "--default-signal=INT"] : Array.Empty<string>(),
            ChildProcess.Dotnet,
            Path.Combine(AppContext.BaseDirectory, "GeekOnDuty.Api.dll"),
        ];
        (string Name, string Value)[] defaults = [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("RateLimits__Enabled", "false")];
        return new ProgramRun(ChildProcess.Start(command, defaults.Concat(settings)));
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
                var ended = process.OutputEnd.IsCompleted;
                said = Output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));
                Assert.False(ended && said is null, $"It ended without saying '{text}'. {this}");
                return Task.FromResult(said is not null);
            },
            () => $"It never said '{text}'. {this}"
        );
        return said!;
    }

    /// <summary>Sends a signal to the process alone.</summary>
    public Task SignalAsync(string signal) => process.SignalAsync(signal, Ct);

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public Task KillAsync() => process.KillAsync(Ct);

    /// <summary>Waits, however long, until it is gone.</summary>
    public Task GoneAsync() => process.WaitForExitAsync(Ct);

    /// <summary>Waits until it is gone.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndsAsync()
    {
        try
        {
            await process.WaitForExitAsync(Ct).WaitAsync(TestDeadline.Timeout, Ct);
            await process.OutputEnd.WaitAsync(TestDeadline.Timeout, Ct);
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

    public ValueTask DisposeAsync() => process.DisposeAsync();

    public static HttpClient As(HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
