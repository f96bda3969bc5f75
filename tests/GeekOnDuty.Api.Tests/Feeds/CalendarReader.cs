using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

/// <summary>An event as another program reads it.</summary>
internal sealed record ReadEvent(
    string Uid,
    int Sequence,
    string Stamp,
    string Modified,
    string Start,
    string End,
    string Status,
    string Transp,
    string Summary,
    string Description,
    string Url
);

/// <summary>A calendar as another program reads it.</summary>
internal sealed record ReadCalendar(
    string Name,
    string Description,
    string Zone,
    string Refresh,
    IReadOnlyList<string> Properties,
    IReadOnlyList<string> Components,
    IReadOnlyList<ReadEvent> Events,
    IReadOnlyList<string> Errors
);

/// <summary>Programs of others that read calendars.</summary>
internal static class CalendarReader
{
    private const string Missing =
        "Another reader of calendars is missing. Run: npm ci --ignore-scripts --prefix tests/calendar-oracle; apt-get install python3-icalendar vdirsyncer khal";

    /// <summary>npm's ical.js, in a zone far from UTC.</summary>
    public static Task<ReadCalendar> IcalJsAsync(byte[] calendar) => ReadAsync("node", "read.js", calendar);

    /// <summary>Debian's python3-icalendar.</summary>
    public static Task<ReadCalendar> IcalendarAsync(byte[] calendar) => ReadAsync("/usr/bin/python3", "read.py", calendar);

    private static async Task<ReadCalendar> ReadAsync(string program, string script, byte[] calendar) =>
        JsonSerializer.Deserialize<ReadCalendar>(
            await RunAsync(program, [Path.Combine(Folder(), script)], [("TZ", "Pacific/Apia")], calendar),
            JsonSerializerOptions.Web
        )!;

    /// <returns>What it wrote; it must succeed.</returns>
    public static async Task<string> RunAsync(
        string program,
        string[] arguments,
        (string Name, string Value)[] environment,
        byte[]? input = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.BaseStream.WriteAsync(input ?? []);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}\n{Missing}");
        return await output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            throw new InvalidOperationException(Missing, absent);
        }
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "calendar-oracle"));
}
