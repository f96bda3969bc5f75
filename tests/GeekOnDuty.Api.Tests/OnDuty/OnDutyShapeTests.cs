using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

public sealed class OnDutyShapeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 2, 10, 0);
    private const string DutyMembers =
        "claimId name organisation contacts languages topics zone startsAt endsAt officeHours date";

    [Fact]
    public async Task A_staffed_answer_has_exactly_the_members_of_the_contract_in_order()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00", title: "Morning");
        var ada = await rota.MemberAsync("Ada");
        var claim = await rota.ClaimAsync(ada, hours, "2026-03-02");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), hours, "2026-03-03");

        var body = (await rota.OnDutyAsync()).Json;

        Assert.Equal("rota state since until onDuty next nextOfficeHours channels notice", body.MembersOf());
        Assert.Equal(rota.Slug, body.GetProperty("rota").GetString());
        Assert.Equal("2026-03-02T09:00:00Z", body.GetProperty("since").GetString());
        Assert.Equal("2026-03-02T12:00:00Z", body.GetProperty("until").GetString());
        var duty = Assert.Single(body.GetProperty("onDuty").EnumerateArray());
        Assert.Equal(DutyMembers, duty.MembersOf());
        Assert.Equal(claim, duty.GetProperty("claimId").GetGuid());
        Assert.Equal(JsonValueKind.Null, duty.GetProperty("organisation").ValueKind);
        Assert.Equal("2026-03-02T09:00:00Z/2026-03-02T12:00:00Z", duty.During());
        Assert.Equal("2026-03-02", duty.GetProperty("date").GetString());
        Assert.Equal($$"""{"id":"{{hours}}","title":"Morning"}""", duty.GetProperty("officeHours").GetRawText());
        var next = body.GetProperty("next");
        Assert.Equal("startsAt endsAt onDuty", next.MembersOf());
        Assert.Equal("2026-03-03T09:00:00Z/2026-03-03T12:00:00Z", next.During());
        Assert.Equal(DutyMembers, Assert.Single(next.GetProperty("onDuty").EnumerateArray()).MembersOf());
        Assert.Equal(
            $$"""{"startsAt":"2026-03-03T09:00:00Z","endsAt":"2026-03-03T12:00:00Z","officeHours":{"id":"{{hours}}","title":"Morning"},"date":"2026-03-03","held":true,"names":["Bob"]}""",
            body.GetProperty("nextOfficeHours").GetRawText()
        );
    }

    [Fact]
    public async Task The_next_office_hours_are_named_whoever_holds_them_or_nobody()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        var (morning, noon) = (await rota.HoursAsync("09:00", "12:00"), await rota.HoursAsync("14:00", "16:00", seats: 3));
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, morning, "2026-03-02");
        await rota.ClaimAsync(ada, noon, "2026-03-02");

        Assert.Equal("2026-03-02T14:00:00Z Ada", await NextHoursAsync());
        Assert.Equal("null", (await rota.OnDutyAsync()).Next);
        await rota.ClaimAsync(await rota.MemberAsync("Zoe"), noon, "2026-03-02");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), noon, "2026-03-02");
        Assert.Equal("2026-03-02T14:00:00Z Ada, Bob, Zoe", await NextHoursAsync());
        Assert.Equal("2026-03-02T14:00:00Z Bob, Zoe", (await rota.OnDutyAsync()).Next);
        await rota.MustChangeSlotAsync(noon, "2026-03-02", new { cancelled = true });
        Assert.Equal("2026-03-03T09:00:00Z nobody", await NextHoursAsync());
        Assert.Equal("2026-03-03T14:00:00Z nobody", await NextHoursAsync("2026-03-03T09:00:00Z"));
        using var ended = await app.Admin.DeleteAsync(rota.Path($"office-hours/{noon}"));
        Assert.True(ended.IsSuccessStatusCode);
        await rota.MustReviseAsync(
            morning,
            new
            {
                title = "Morning",
                zone = "UTC",
                startDate = "2026-01-01",
                endDate = "2026-03-02",
                startTime = "09:00",
                endTime = "12:00",
                recurrence = "FREQ=DAILY",
                effectiveFrom = "2026-03-03",
            }
        );
        Assert.Equal("null", await NextHoursAsync());

        async Task<string> NextHoursAsync(string? at = null)
        {
            var answer = await rota.OnDutyAsync(at is null ? null : JsonReading.Utc(at));
            return answer.Json.GetProperty("nextOfficeHours") is { ValueKind: JsonValueKind.Object } next
                ? $"{next.GetProperty("startsAt").GetString()} {Names(next)}"
                : "null";
        }

        static string Names(JsonElement next) =>
            next.GetProperty("held").GetBoolean()
                ? string.Join(", ", next.GetProperty("names").EnumerateArray().Select(name => name.GetString()))
                : "nobody";
    }

    [Theory]
    [InlineData(10, "unstaffed", "2026-03-02T09:00:00Z", "2026-03-02T12:00:00Z")]
    [InlineData(13, "closed", "2026-03-02T12:00:00Z", "2026-03-03T09:00:00Z")]
    public async Task Where_nobody_is_on_duty_the_members_stay_and_say_so(int hour, string state, string since, string until)
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, hour, 0));
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");

        var nextHours =
            $$"""{"startsAt":"2026-03-03T09:00:00Z","endsAt":"2026-03-03T12:00:00Z","officeHours":{"id":"{{hours}}","title":"Office hours"},"date":"2026-03-03","held":false,"names":[]}""";
        Assert.Equal(
            $$"""{"rota":"{{rota.Slug}}","state":"{{state}}","since":"{{since}}","until":"{{until}}","onDuty":[],"next":null,"nextOfficeHours":{{nextHours}},"channels":[],"notice":"Community help, not support: no guarantees and no SLA."}""",
            (await rota.OnDutyAsync()).Text
        );
    }

    [Fact]
    public async Task A_rota_without_office_hours_was_always_closed_and_stays_so()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);

        var answer = await rota.OnDutyAsync();

        Assert.Equal(("closed", null, null, "null"), (answer.State, answer.Since, answer.Until, answer.Next));
        Assert.StartsWith("public, max-age=60,", answer.CacheControl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_public_contacts_are_shown()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        var ada = await rota.MemberAsync("Ada");
        using var changed = await app.Admin.PutAsJsonAsync(
            $"/v1/volunteers/{ada.Id}",
            new
            {
                displayName = "Ada",
                zone = "Europe/Amsterdam",
                languages = new[] { "en", "nl" },
                topics = new[] { "rbd" },
                contacts = new object[]
                {
                    new
                    {
                        kind = "irc",
                        value = "ada",
                        @public = true,
                    },
                    new
                    {
                        kind = "tel",
                        value = "555-0100-secret",
                        @public = false,
                    },
                    new { kind = "email", value = "ada-secret@example.org" },
                },
            }
        );
        await changed.ShouldBe(200);
        var hours = await rota.HoursAsync("09:00", "12:00");
        await rota.ClaimAsync(ada, hours, "2026-03-02");

        var answer = await rota.OnDutyAsync();
        var duty = Assert.Single(answer.Json.GetProperty("onDuty").EnumerateArray());

        Assert.Equal("""[{"kind":"irc","value":"ada","url":null}]""", duty.GetProperty("contacts").GetRawText());
        Assert.Equal("""["en","nl"]""", duty.GetProperty("languages").GetRawText());
        Assert.Equal("""["rbd"]""", duty.GetProperty("topics").GetRawText());
        Assert.Equal("Europe/Amsterdam", duty.GetProperty("zone").GetString());
        var (from, to) = (Morning - Duration.FromDays(1), Morning + Duration.FromDays(1));
        var everything =
            answer.Text
            + (await rota.OnDutyAsync(from)).Text
            + (await rota.SlotsAsync(from, to)).Lines()
            + (await rota.ScheduleAsync(from, to)).Lines();
        Assert.DoesNotContain("secret", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organisation_is_named_as_the_holder_and_stands_behind_itself()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        var organisation = await rota.OrganisationAsync("Inktank");
        var hours = await rota.HoursAsync("09:00", "12:00", zone: "Africa/Lagos");
        await rota.PledgeAsync(organisation, hours, "2026-03-02");

        var duty = Assert.Single((await rota.OnDutyAsync()).Json.GetProperty("onDuty").EnumerateArray());

        Assert.Equal("Inktank", duty.GetProperty("name").GetString());
        Assert.Equal(
            """{"name":"Inktank","url":"https://example.org/","logoUrl":null}""",
            duty.GetProperty("organisation").GetRawText()
        );
        Assert.Equal("[]", duty.GetProperty("contacts").GetRawText());
        Assert.Equal("Africa/Lagos", duty.GetProperty("zone").GetString());
    }

    [Theory]
    [InlineData(true, "Theirs")]
    [InlineData(false, "The hours'")]
    public async Task The_volunteers_own_organisation_goes_before_that_of_the_office_hours(bool hasOwn, string expected)
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        var (own, other) = (await rota.OrganisationAsync("Theirs"), await rota.OrganisationAsync("The hours'"));
        var ada = await rota.MemberAsync("Ada");
        using var changed = await app.Admin.PutAsJsonAsync(
            $"/v1/volunteers/{ada.Id}",
            new
            {
                displayName = "Ada",
                zone = "UTC",
                organisationId = hasOwn ? own : (Guid?)null,
            }
        );
        await changed.ShouldBe(200);
        var hours = await rota.HoursAsync(
            new
            {
                title = "T",
                zone = "UTC",
                startDate = "2026-03-02",
                startTime = "09:00",
                endTime = "12:00",
                organisationId = other,
            }
        );
        await rota.ClaimAsync(ada, hours, "2026-03-02");

        var duty = Assert.Single((await rota.OnDutyAsync()).Json.GetProperty("onDuty").EnumerateArray());

        Assert.Equal("Ada", duty.GetProperty("name").GetString());
        Assert.Equal(expected, duty.GetProperty("organisation").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Channels_of_the_rota_come_first_then_those_of_staffed_office_hours_none_twice()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        var shared = new { kind = "irc", label = "#all" };
        using var changed = await app.Admin.PutAsJsonAsync(
            $"/v1/rotas/{rota.Slug}",
            new
            {
                slug = rota.Slug,
                name = "R",
                zone = "UTC",
                channels = new[] { shared },
                rules = new { claimOpensBefore = "P400D" },
            }
        );
        await changed.ShouldBe(200);
        var staffed = await rota.HoursAsync(Terms("#staffed"));
        await rota.HoursAsync(Terms("#unstaffed"));
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), staffed, "2026-03-02");

        Assert.Equal("#all #staffed", Labels((await rota.OnDutyAsync()).Json));
        Assert.Equal("#all", Labels((await rota.OnDutyAsync(Instant.FromUtc(2026, 3, 2, 12, 0))).Json));

        object Terms(string label) =>
            new
            {
                title = "T",
                zone = "UTC",
                startDate = "2026-03-02",
                startTime = "09:00",
                endTime = "12:00",
                channels = new[] { shared, new { kind = "irc", label } },
            };

        static string Labels(JsonElement body) =>
            string.Join(" ", body.GetProperty("channels").EnumerateArray().Select(each => each.GetProperty("label").GetString()));
    }

    [Fact]
    public async Task A_released_claim_never_shows_neither_as_now_nor_as_next()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        foreach (var date in new[] { "2026-03-02", "2026-03-03" })
        {
            var claim = await rota.ClaimAsync(ada, hours, date);
            using var released = await app.Admin.DeleteAsync(rota.Path($"claims/{claim}"));
            await released.ShouldBe(204);
        }

        var answer = await rota.OnDutyAsync();

        Assert.Equal(("unstaffed", "", "null"), (answer.State, answer.Names, answer.Next));
    }

    [Fact]
    public async Task A_cancelled_slot_never_shows_neither_as_now_nor_as_next()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        foreach (var date in new[] { "2026-03-02", "2026-03-03" })
        {
            await rota.ClaimAsync(ada, hours, date);
            await rota.MustChangeSlotAsync(hours, date, new { cancelled = true });
        }

        var answer = await rota.OnDutyAsync();

        Assert.Equal(("closed", "", "null"), (answer.State, answer.Names, answer.Next));
        Assert.Equal(Instant.FromUtc(2026, 3, 4, 9, 0), answer.Until);
    }

    [Fact]
    public async Task People_on_duty_are_ordered_by_start_then_by_name()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        var late = await rota.HoursAsync("09:30", "12:00", seats: 3);
        var early = await rota.HoursAsync("09:00", "12:00");
        foreach (var name in new[] { "Cid", "Ada", "bob" })
        {
            await rota.ClaimAsync(await rota.MemberAsync(name), late, "2026-03-02");
        }

        await rota.ClaimAsync(await rota.MemberAsync("Zoe"), early, "2026-03-02");

        Assert.Equal("Zoe, Ada, Cid, bob", (await rota.OnDutyAsync()).Names);
    }

    [Fact]
    public async Task An_answer_that_is_known_by_its_etag_is_not_sent_again()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync("09:00", "12:00");
        var first = await rota.OnDutyAsync();
        Assert.False(EntityTagHeaderValue.Parse(first.ETag).IsWeak);

        using var request = new HttpRequestMessage(HttpMethod.Get, rota.Path("on-duty"));
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.ETag));
        using var again = await app.Anonymous.SendAsync(request);

        await again.ShouldBe(304);
        Assert.Equal(first.ETag, again.Headers.ETag!.ToString());
        Assert.Equal("*", Assert.Single(again.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task A_rota_that_does_not_exist_is_not_found()
    {
        await using var app = await TestApp.StartAsync(db, Morning);
        using var response = await app.Anonymous.GetAsync("/v1/rotas/no-such-rota/on-duty");
        await response.ShouldBeProblem(404, "not-found");
    }
}
