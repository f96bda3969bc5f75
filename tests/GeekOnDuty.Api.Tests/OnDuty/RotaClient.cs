using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

/// <summary>One rota through the API, in the words of these tests.</summary>
internal sealed class RotaClient(TestApp app, string slug)
{
    private static readonly InstantPattern Pattern = InstantPattern.ExtendedIso;

    public string Slug { get; } = slug;

    public TestApp App { get; } = app;

    public static async Task<RotaClient> NewAsync(TestApp app, string claimOpensBefore = "P400D") =>
        new(app, await app.Given.RotaAsync(claimOpensBefore));

    public string Path(string rest) => $"/v1/rotas/{Slug}/{rest}";

    /// <param name="at">Null: what the clock says.</param>
    public async Task<Answer> OnDutyAsync(Instant? at = null)
    {
        var query = at is { } instant ? $"?at={Pattern.Format(instant)}" : "";
        using var response = await App.Anonymous.GetAsync(Path($"on-duty{query}"));
        var body = await response.ShouldBe(200);
        return new Answer(
            body,
            await response.Content.ReadAsStringAsync(),
            response.Headers.ETag!.ToString(),
            response.Headers.CacheControl!.ToString()
        );
    }

    public Task<IReadOnlyList<JsonElement>> SlotsAsync(Instant from, Instant to, string more = "") =>
        PagesAsync($"slots?from={Pattern.Format(from)}&to={Pattern.Format(to)}{more}");

    public Task<IReadOnlyList<JsonElement>> ScheduleAsync(Instant from, Instant to, string more = "") =>
        PagesAsync($"schedule?from={Pattern.Format(from)}&to={Pattern.Format(to)}{more}");

    /// <summary>Every page of a list.</summary>
    public async Task<IReadOnlyList<JsonElement>> PagesAsync(string rest)
    {
        var (items, cursor) = (new List<JsonElement>(), (string?)null);
        do
        {
            using var response = await App.Anonymous.GetAsync(Path(cursor is null ? rest : $"{rest}&cursor={cursor}"));
            var page = await response.ShouldBe(200);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        return items;
    }

    /// <param name="body">The terms, as anonymous object.</param>
    /// <returns>The id.</returns>
    public async Task<Guid> HoursAsync(object body)
    {
        using var response = await App.Admin.PostAsJsonAsync(Path("office-hours"), body);
        return (await response.ShouldBe(201)).GetProperty("id").GetGuid();
    }

    /// <summary>Daily hours of the plainest sort.</summary>
    public Task<Guid> HoursAsync(
        string startTime,
        string endTime,
        string zone = "UTC",
        string startDate = "2026-01-01",
        string? recurrence = "FREQ=DAILY",
        int seats = 1,
        string title = "Office hours"
    ) =>
        HoursAsync(
            new
            {
                title,
                zone,
                startDate,
                startTime,
                endTime,
                recurrence,
                seats = new { minimum = 1, maximum = seats },
            }
        );

    public async Task<Person> MemberAsync(string name) => await App.Given.PersonAsync(name, Slug);

    /// <returns>The id of the claim.</returns>
    public async Task<Guid> ClaimAsync(Person person, Guid hours, string date)
    {
        using var response = await person.Client.PostAsJsonAsync(Path($"office-hours/{hours}/slots/{date}/claims"), new { });
        return (await response.ShouldBe(201)).GetProperty("id").GetGuid();
    }

    /// <summary>Claims for an organisation.</summary>
    public async Task PledgeAsync(Guid organisationId, Guid hours, string date)
    {
        using var response = await App.Admin.PostAsJsonAsync(
            Path($"office-hours/{hours}/slots/{date}/claims"),
            new { organisationId }
        );
        await response.ShouldBe(201);
    }

    /// <returns>The answer; its status is the caller's to check.</returns>
    public Task<HttpResponseMessage> ChangeSlotAsync(Guid hours, string date, object change) =>
        App.Admin.PutAsJsonAsync(Path($"office-hours/{hours}/slots/{date}"), change);

    /// <returns>The answer; its status is the caller's to check.</returns>
    public Task<HttpResponseMessage> ReviseAsync(Guid hours, object terms) =>
        App.Admin.PutAsJsonAsync(Path($"office-hours/{hours}"), terms);

    /// <summary>Changes one slot, which must succeed.</summary>
    public async Task MustChangeSlotAsync(Guid hours, string date, object change)
    {
        using var changed = await ChangeSlotAsync(hours, date, change);
        await changed.ShouldBe(200);
    }

    /// <summary>Revises office hours, which must succeed.</summary>
    public async Task MustReviseAsync(Guid hours, object terms)
    {
        using var revised = await ReviseAsync(hours, terms);
        await revised.ShouldBe(200);
    }

    public async Task<Guid> OrganisationAsync(string name)
    {
        using var response = await App.Admin.PostAsJsonAsync(
            "/v1/organisations",
            new
            {
                slug = $"o-{Guid.NewGuid():N}",
                name,
                url = "https://example.org/",
            }
        );
        return (await response.ShouldBe(201)).GetProperty("id").GetGuid();
    }
}

/// <summary>One answer of on-duty.</summary>
internal sealed record Answer(JsonElement Json, string Text, string ETag, string CacheControl)
{
    public string State => Json.GetProperty("state").GetString()!;

    public Instant? Since => Json.InstantAt("since");

    public Instant? Until => Json.InstantAt("until");

    public string Names => Json.GetProperty("onDuty").NamesOf();

    /// <summary>As in `2026-03-02T09:00:00Z Ada, Bob`; `null` when nobody comes.</summary>
    public string Next =>
        Json.GetProperty("next") is { ValueKind: JsonValueKind.Object } next
            ? $"{next.GetProperty("startsAt").GetString()} {next.GetProperty("onDuty").NamesOf()}"
            : "null";
}

internal static class JsonReading
{
    private static readonly Duration OneTick = Duration.FromTicks(1);

    public static Instant Utc(string text) => InstantPattern.ExtendedIso.Parse(text).GetValueOrThrow();

    public static Instant TickBefore(this Instant instant) => instant - OneTick;

    public static Instant TickAfter(this Instant instant) => instant + OneTick;

    public static Instant? InstantAt(this JsonElement json, string member) =>
        json.GetProperty(member).GetString() is { } text ? Utc(text) : null;

    public static string NamesOf(this JsonElement duties) =>
        string.Join(", ", duties.EnumerateArray().Select(duty => duty.GetProperty("name").GetString()));

    /// <summary>The names of the members, in their order.</summary>
    public static string MembersOf(this JsonElement json) =>
        string.Join(" ", json.EnumerateObject().Select(member => member.Name));

    /// <summary>As in `2026-03-02 09:00:00Z–12:00:00Z`: what the elements of a list say, one line each.</summary>
    public static string Lines(this IEnumerable<JsonElement> items) => string.Join("\n", items.Select(item => item.GetRawText()));

    /// <summary>As in `2026-03-29T01:00:00Z/2026-03-29T03:00:00Z`.</summary>
    public static string During(this JsonElement json) =>
        $"{json.GetProperty("startsAt").GetString()}/{json.GetProperty("endsAt").GetString()}";

    public static void ShouldName(this JsonElement problem, string path) =>
        Assert.True(problem.GetProperty("errors").TryGetProperty(path, out _), $"errors should name {path}: {problem}");
}
