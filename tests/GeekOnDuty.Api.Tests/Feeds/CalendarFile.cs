using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

/// <summary>An event as a calendar file has it, its values still escaped.</summary>
internal sealed record FileEvent(IReadOnlyDictionary<string, string> Lines)
{
    public string this[string name] => Lines[name];

    public string Uid => Lines["UID"];

    public int Sequence => int.Parse(Lines["SEQUENCE"], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>As in `20260303T090000Z/20260303T120000Z CONFIRMED Ada: Office hours`.</summary>
    public override string ToString() => $"{Lines["DTSTART"]}/{Lines["DTEND"]} {Lines["STATUS"]} {Lines["SUMMARY"]}";
}

/// <summary>A calendar as a program fetches it; what is not as RFC 5545 §3.1 wants its lines fails.</summary>
internal sealed record CalendarFile(
    byte[] Bytes,
    IReadOnlyDictionary<string, string> Head,
    IReadOnlyList<FileEvent> Events,
    string ETag,
    string CacheControl
)
{
    public FileEvent Only => Assert.Single(Events);

    public FileEvent? Find(string uid) => Events.SingleOrDefault(each => each.Uid == uid);

    public static Task<CalendarFile> OfRotaAsync(TestApp app, RotaClient rota, string query = "") =>
        GetAsync(app.Anonymous, $"/{rota.Slug}/calendar.ics{query}");

    public static async Task<CalendarFile> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {Encoding.UTF8.GetString(bytes)}");
        Assert.Equal("text/calendar; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        return Read(bytes, response.Headers.ETag, response.Headers.CacheControl);
    }

    public static CalendarFile Read(byte[] bytes, EntityTagHeaderValue? etag = null, CacheControlHeaderValue? cache = null)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        var lines = text.Split("\r\n");
        Assert.All(lines, line => Assert.DoesNotContain(line, c => char.IsControl(c)));
        // Each by itself: a fold inside a character would leave half of it here.
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        var (head, events, open) = (new Dictionary<string, string>(), new List<FileEvent>(), (Dictionary<string, string>?)null);
        foreach (var line in text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n")[..^1])
        {
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..]);
            if (line == "BEGIN:VEVENT")
            {
                open = [];
            }
            else if (line == "END:VEVENT")
            {
                events.Add(new FileEvent(open!));
                open = null;
            }
            else if (name is not ("BEGIN" or "END"))
            {
                (open ?? head)[name] = value;
            }
        }

        Assert.Equal(events.Count, events.Select(each => each.Uid).Distinct(StringComparer.Ordinal).Count());
        return new CalendarFile(bytes, head, events, etag?.ToString() ?? "", cache?.ToString() ?? "");
    }
}
