using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Api.Tests.SignIn;
using GeekOnDuty.Core.People;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

/// <summary>The calendar of one person, at an address that only they know.</summary>
public sealed partial class OwnCalendarTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestApp App => running.App;

    [Fact]
    public async Task It_has_what_its_owner_holds_in_every_rota_and_what_they_gave_back_and_takes_their_time()
    {
        var (first, second) = (await RotaClient.NewAsync(App), await RotaClient.NewAsync(App));
        var ada = await App.Given.PersonAsync("Ada", first.Slug, zone: "Asia/Tokyo");
        var bob = await first.MemberAsync("Bob");
        using (var joined = await App.Admin.PutAsync(second.Path($"members/{ada.Id}"), Json("""{"role":"volunteer"}"""), Ct))
        {
            await joined.ShouldBe(200);
        }

        var (mornings, evenings) = (
            await first.HoursAsync("09:00", "10:00", seats: 2),
            await second.HoursAsync("20:00", "21:00", title: "Evening")
        );
        await first.ClaimAsync(ada, mornings, "2026-03-03");
        await first.ClaimAsync(bob, mornings, "2026-03-03");
        await ada.Client.GiveBackAsync(first.Slug, await ada.Client.TakeAsync(first.Slug, mornings, "2026-03-04"));
        await second.ClaimAsync(ada, evenings, "2026-03-03");

        var calendar = await CalendarFile.GetAsync(App.Anonymous, await MakeAsync(ada));
        Assert.Equal("no-cache, private", calendar.CacheControl);
        Assert.Equal("Asia/Tokyo", calendar.Head["X-WR-TIMEZONE"]);
        Assert.Equal(
            [
                $"20260303T090000Z/20260303T100000Z CONFIRMED On duty: Office hours ({first.Slug})",
                $"20260303T200000Z/20260303T210000Z CONFIRMED On duty: Evening ({second.Slug})",
                $"20260304T090000Z/20260304T100000Z CANCELLED On duty: Office hours ({first.Slug})",
            ],
            calendar.Events.Select(each => each.ToString())
        );
        Assert.Equal(["OPAQUE", "OPAQUE", "TRANSPARENT"], calendar.Events.Select(each => each["TRANSP"]));
        var visitors = await CalendarFile.GetAsync(App.Anonymous, $"/{first.Slug}/calendar.ics");
        Assert.Equal(visitors.Find(calendar.Events[0].Uid)!["DTSTAMP"], calendar.Events[0]["DTSTAMP"]);
        Assert.Contains("/board", calendar.Events[0]["URL"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_an_ETag_and_a_304_and_is_not_for_other_sites()
    {
        var ada = await App.Given.PersonAsync("Ada");
        var url = await MakeAsync(ada);
        var calendar = await CalendarFile.GetAsync(App.Anonymous, url);
        using var again = new HttpRequestMessage(HttpMethod.Get, url);
        again.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(calendar.ETag));
        again.Headers.Add("Origin", "https://elsewhere.example");
        using var response = await App.Anonymous.SendAsync(again, Ct);
        await response.ShouldBe(304);
        Assert.Equal("no-cache, private", response.Headers.CacheControl!.ToString());
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_reset_or_removed_address_a_wrong_one_and_that_of_somebody_erased_open_nothing()
    {
        var ada = await App.Given.PersonAsync("Ada");
        var first = await MakeAsync(ada);
        await CalendarFile.GetAsync(App.Anonymous, first);
        var second = await MakeAsync(ada);
        await CalendarFile.GetAsync(App.Anonymous, second);
        await OpensNothingAsync(first);
        await OpensNothingAsync(second[..^5] + ".ics");
        await OpensNothingAsync(second.Replace("geek_calendar_", "geek_", StringComparison.Ordinal));
        await OpensNothingAsync("/me/calendar/x.ics");
        await OpensNothingAsync($"/me/calendar/{ada.Client.DefaultRequestHeaders.Authorization!.Parameter}.ics");

        using (var removed = await ada.Client.DeleteAsync("/v1/me/calendar", Ct))
        {
            await removed.ShouldBe(204);
        }

        await OpensNothingAsync(second);
        using (var again = await ada.Client.DeleteAsync("/v1/me/calendar", Ct))
        {
            await again.ShouldBeProblem(404, "not-found");
        }

        var third = await MakeAsync(ada);
        using (var erased = await ada.Client.DeleteAsync("/v1/me", Ct))
        {
            await erased.ShouldBe(204);
        }

        await OpensNothingAsync(third);

        // Neither is it a credential for anything else.
        var bob = await App.Given.PersonAsync("Bob");
        using var bearer = App.ClientWith(SecretOf(await MakeAsync(bob)));
        using var me = await bearer.GetAsync("/v1/me", Ct);
        await me.ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task The_address_is_shown_once_and_only_a_hash_of_it_is_kept_also_for_whoever_asks_twice_with_one_key()
    {
        var ada = await App.Given.PersonAsync("Ada");
        using (var none = await ada.Client.GetAsync("/v1/me/export", Ct))
        {
            Assert.Equal(System.Text.Json.JsonValueKind.Null, (await none.ShouldBe(200)).GetProperty("calendar").ValueKind);
        }

        var urls = new List<string>();
        foreach (var _ in (int[])[1, 2])
        {
            using var made = await ada.Client.PostAsync("/v1/me/calendar", new { }, key: "the-same");
            urls.Add((await made.ShouldBe(201)).Text("url"));
            Assert.Equal("no-store", made.Headers.CacheControl!.ToString());
        }

        var url = Assert.Single(urls.Distinct());
        Assert.StartsWith($"{App.ClientOptions.BaseAddress}me/calendar/geek_calendar_", url, StringComparison.Ordinal);
        using var export = await ada.Client.GetAsync("/v1/me/export", Ct);
        var file = await export.ShouldBe(200);
        Assert.Equal("2026-03-02T10:00:00Z", file.GetProperty("calendar").Text("createdAt"));
        var secret = SecretOf(url);
        Assert.DoesNotContain(secret, file.GetRawText(), StringComparison.Ordinal);

        await using var connection = await running.Database.OpenAsync();
        Assert.Equal(
            1,
            await connection.ScalarAsync<long>("SELECT count(*) FROM calendars WHERE secret_hash = $1".Replace("$1", Hex(secret)))
        );
        var tables = (string[])["calendars", "changes", "idempotency_keys", "volunteers"];
        foreach (var table in tables)
        {
            Assert.Equal(
                0,
                await connection.ScalarAsync<long>($"SELECT count(*) FROM {table} t WHERE t::text LIKE '%{secret[14..]}%'")
            );
        }
    }

    [Fact]
    public async Task The_page_makes_resets_and_removes_it_and_shows_the_address_once()
    {
        using var ada = await Browser.SignedInAsync(App, await App.Given.PersonAsync("Ada"));
        var page = (await ada.GetAsync("/me")).ShouldBe(200, "Make the address");
        var made = (await ada.PostAsync("/me/calendar")).ShouldBe(200, "It is shown this once");
        var first = Address().Match(made.Html).Value;
        await CalendarFile.GetAsync(App.Anonymous, first);
        page = (await ada.GetAsync("/me")).ShouldBe(200, "There is an address, made ");
        Assert.DoesNotContain(SecretOf(first), page.Html, StringComparison.Ordinal);
        var second = Address().Match((await ada.PostAsync("/me/calendar")).ShouldBe(200).Html).Value;
        await OpensNothingAsync(first);
        await CalendarFile.GetAsync(App.Anonymous, second);
        await ada.GetAsync("/me");
        (await ada.PostAsync("/me/calendar/remove")).ShouldLeadTo("/me?done=calendar");
        (await ada.GetAsync("/me?done=calendar")).ShouldBe(200, "Your calendar has no address any more.");
        await OpensNothingAsync(second);
    }

    private async Task<string> MakeAsync(Person person)
    {
        using var made = await person.Client.PostAsync("/v1/me/calendar", null, Ct);
        return (await made.ShouldBe(201)).Text("url");
    }

    private async Task OpensNothingAsync(string url)
    {
        using var response = await App.Anonymous.GetAsync(url, Ct);
        await response.ShouldBeProblem(404, "not-found");
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    private static string SecretOf(string url) => url[(url.LastIndexOf('/') + 1)..^".ics".Length];

    private static string Hex(string secret) => $"'\\x{Convert.ToHexStringLower(Secret.Hash(secret))}'::bytea";

    private static StringContent Json(string text) => new(text, new MediaTypeHeaderValue("application/json"));

    [GeneratedRegex("http://[^<\"]*/me/calendar/[^<\"]*\\.ics", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
