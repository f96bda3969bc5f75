using Xunit;
using static GeekOnDuty.Api.Tests.Http.OccurrenceQuestion;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class BodyValueTests(RunningApp running) : IClassFixture<RunningApp>
{
    private HttpClient Admin => running.App.Admin;
    private HttpClient Anonymous => running.App.Anonymous;

    [Theory]
    [InlineData("\\u0000")]
    [InlineData("a\\u0007")]
    [InlineData("a\\u001b[31m")]
    [InlineData("a\\u0085")]
    [InlineData("a\\nb")]
    [InlineData("a\\u202eb")]
    [InlineData("a\\u2066b")]
    [InlineData("a\\u200bb")]
    [InlineData("\\ufeffa")]
    [InlineData("   ")]
    [InlineData("\\u3000")]
    public async Task Text_that_hides_or_reorders_text_is_refused(string name)
    {
        using var response = await Admin.SendJsonAsync(
            "POST",
            "/v1/rotas",
            $$"""{"slug":"hidden","name":"{{name}}","zone":"UTC"}"""
        );
        await response.ShouldName("name");
    }

    [Theory]
    [InlineData("Ж 日本語 العربية")]
    [InlineData("👩‍👩‍👧 emoji")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("'; DROP TABLE rotas; --")]
    public async Task Text_of_any_script_comes_back_as_it_went(string name)
    {
        var slug = $"text-{Guid.NewGuid():N}"[..30];
        var body = System.Text.Json.JsonSerializer.Serialize(
            new
            {
                slug,
                name,
                zone = "UTC",
            }
        );
        using var made = await Admin.SendJsonAsync("POST", "/v1/rotas", body);
        Assert.Equal(name, (await made.ShouldBe(201)).GetProperty("name").GetString());
        using var read = await Anonymous.GetAsync($"/v1/rotas/{slug}");
        Assert.Equal(name, (await read.ShouldBe(200)).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("A", false)]
    [InlineData("a_b", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    [InlineData("a/b", false)]
    [InlineData("41", true)]
    [InlineData("-", true)]
    [InlineData("0123456789012345678901234567890123456789", true)]
    [InlineData("01234567890123456789012345678901234567890", false)]
    public async Task Slugs_are_1_to_40_of_a_to_z_digits_and_hyphen(string slug, bool isSlug)
    {
        using var response = await Admin.SendJsonAsync("POST", "/v1/rotas", $$"""{"slug":"{{slug}}","name":"n","zone":"UTC"}""");
        if (isSlug)
        {
            await response.ShouldBe(201);
        }
        else
        {
            await response.ShouldName("slug");
        }
    }

    [Theory]
    [InlineData("P0D", true)]
    [InlineData("PT0S", true)]
    [InlineData("P8W", true)]
    [InlineData("P1Y", true)]
    [InlineData("P400D", true)]
    [InlineData("P1M2DT3H", true)]
    [InlineData("P401D", false)]
    [InlineData("P2Y", false)]
    [InlineData("P-1W", false)]
    [InlineData("-P1W", false)]
    [InlineData("PT1.5H", false)]
    [InlineData("PT0.5S", false)]
    [InlineData("P40000000Y", false)]
    [InlineData("P40000000M", false)]
    [InlineData("P40000000W", false)]
    [InlineData("PT40000000H", false)]
    [InlineData("P99999999999999999999W", false)]
    [InlineData("8W", false)]
    [InlineData("P", false)]
    [InlineData("PT", false)]
    [InlineData("", false)]
    [InlineData("eight weeks", false)]
    public async Task Periods_are_ISO_8601_from_0_to_400_days(string period, bool isPeriod)
    {
        var slug = $"period-{Guid.NewGuid():N}"[..30];
        using var response = await Admin.SendJsonAsync(
            "POST",
            "/v1/rotas",
            $$"""{"slug":"{{slug}}","name":"n","zone":"UTC","rules":{"claimOpensBefore":"{{period}}","releaseClosesBefore":"{{period}}"} }"""
        );
        if (isPeriod)
        {
            await response.ShouldBe(201);
        }
        else
        {
            await response.ShouldName("rules.claimOpensBefore", "rules.releaseClosesBefore");
        }
    }

    [Theory]
    [InlineData("Europe/Amsterdm", "Europe/Amsterdam")]
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("Berlin", "Europe/Berlin")]
    [InlineData("New York", "America/New_York")]
    public async Task An_unknown_zone_lists_the_closest_ids(string zone, string closest)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, Question.Replace("UTC", zone));
        Assert.Contains(closest, await response.ShouldName("zone"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CEST+2")]
    [InlineData("+02:00")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    public async Task A_zone_that_is_like_none_is_refused(string zone)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, Question.Replace("UTC", zone));
        await response.ShouldName("zone");
    }

    [Theory]
    [InlineData("US/Pacific")]
    [InlineData("Asia/Calcutta")]
    public async Task An_alias_of_a_zone_is_kept_as_written(string zone)
    {
        var slug = $"alias-{Guid.NewGuid():N}"[..30];
        using var made = await Admin.SendJsonAsync("POST", "/v1/rotas", $$"""{"slug":"{{slug}}","name":"n","zone":"{{zone}}"}""");
        Assert.Equal(zone, (await made.ShouldBe(201)).GetProperty("zone").GetString());
    }

    [Theory]
    [InlineData("FREQ=HOURLY", "HOURLY")]
    [InlineData("FREQ=WEEKLY;BYHOUR=9", "BYHOUR")]
    [InlineData("FREQ=WEEKLY;BYDAY=XX", "XX")]
    [InlineData("FREQ=WEEKLY;INTERVAL=0", "INTERVAL")]
    [InlineData("FREQ=WEEKLY;COUNT=2;UNTIL=20260401", "UNTIL")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=32", "32")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "BYDAY")]
    [InlineData("BYDAY=MO", "FREQ")]
    [InlineData("EXRULE:FREQ=WEEKLY", "EXRULE:")]
    [InlineData("FREQ=WEEKLY;INTERVAL=99999999999999999999", "INTERVAL")]
    public async Task A_fault_in_a_recurrence_names_the_part(string recurrence, string part)
    {
        var body = Question.Replace("\"to\":", $"\"recurrence\":\"{recurrence}\",\"to\":");
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        Assert.Contains(part, await response.ShouldName("recurrence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recurrence_pasted_from_a_calendar_is_kept_without_what_stood_around_it()
    {
        var rota = await running.App.Given.RotaAsync();
        using var response = await Admin.SendJsonAsync(
            "POST",
            $"/v1/rotas/{rota}/office-hours",
            """
            {"title":"t","zone":"UTC","startDate":"2026-03-02","startTime":"09:00","endTime":"10:00","recurrence":" RRULE:freq=WEEKLY;BYDAY=MO;\r\n"}
            """
        );
        Assert.Equal("freq=WEEKLY;BYDAY=MO", (await response.ShouldBe(201)).GetProperty("recurrence").GetString());
    }

    [Theory]
    [InlineData("startDate", "\"2026-02-29\"")]
    [InlineData("startDate", "\"2026-13-01\"")]
    [InlineData("startDate", "\"0000-00-00\"")]
    [InlineData("startDate", "\"1899-12-31\"")]
    [InlineData("startDate", "\"2200-01-01\"")]
    [InlineData("startDate", "\"99999-01-01\"")]
    [InlineData("startDate", "\"2026-03-02T00:00:00Z\"")]
    [InlineData("startDate", "20260302")]
    [InlineData("endDate", "\"2026-03-01\"")]
    [InlineData("startTime", "\"24:00\"")]
    [InlineData("startTime", "\"9:00\"")]
    [InlineData("startTime", "\"09:00:00\"")]
    [InlineData("startTime", "\"٠٩:٠٠\"")]
    [InlineData("endTime", "540")]
    [InlineData("to", "\"2026-03-04T00:00:00+01:00\"")]
    [InlineData("to", "\"2026-03-04T00:00:00\"")]
    [InlineData("to", "\"2026-03-04\"")]
    [InlineData("to", "\"2026-03-04T24:00:00Z\"")]
    [InlineData("to", "\"2026-03-04T00:00:00,5Z\"")]
    [InlineData("to", "1772582400")]
    [InlineData("exceptDates", "\"2026-03-04\"")]
    public async Task Dates_times_and_instants_that_are_none_are_named(string member, string value)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(Question)!;
        body[member] = System.Text.Json.Nodes.JsonNode.Parse(value);
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body.ToJsonString());
        await response.ShouldName(member);
    }

    [Theory]
    [InlineData("""{"minimum":1,"maximum":0}""", "seats.maximum")]
    [InlineData("""{"minimum":0,"maximum":51}""", "seats.maximum")]
    [InlineData("""{"minimum":3,"maximum":2}""", "seats.minimum")]
    [InlineData("""{"minimum":-1,"maximum":2}""", "seats.minimum")]
    [InlineData("""{"maximum":1.5}""", "seats.maximum")]
    [InlineData("""{"maximum":2.0}""", "seats.maximum")]
    [InlineData("""{"maximum":1e400}""", "seats.maximum")]
    [InlineData("""{"maximum":99999999999999999999999999}""", "seats.maximum")]
    [InlineData("""{"maximum":"2"}""", "seats.maximum")]
    [InlineData("""{"maximum":true}""", "seats.maximum")]
    [InlineData("""{"maximum":[2]}""", "seats.maximum")]
    [InlineData("2", "seats")]
    public async Task Seats_are_whole_numbers_in_their_range(string seats, string path)
    {
        var rota = await running.App.Given.RotaAsync();
        using var response = await Admin.SendJsonAsync(
            "POST",
            $"/v1/rotas/{rota}/office-hours",
            $$"""{"title":"t","zone":"UTC","startDate":"2026-03-02","startTime":"09:00","endTime":"10:00","seats":{{seats}}}"""
        );
        await response.ShouldName(path);
    }
}
