using System.Text;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class BodyTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Occurrences = "/v1/occurrences";
    private const string Question =
        """{"zone":"UTC","startDate":"2026-03-02","startTime":"09:00","endTime":"10:00","to":"2026-03-04T00:00:00Z"}""";

    private HttpClient Admin => running.App.Admin;
    private HttpClient Anonymous => running.App.Anonymous;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    [InlineData("application/vnd.example+json")]
    public async Task Json_in_UTF_8_is_taken(string contentType)
    {
        using var response = await Anonymous.SendBytesAsync("POST", Occurrences, Encoding.UTF8.GetBytes(Question), contentType);
        await response.ShouldBe(200);
    }

    [Theory]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Any_other_content_type_is_a_415(string? contentType)
    {
        using var response = await Anonymous.SendBytesAsync("POST", Occurrences, Encoding.UTF8.GetBytes(Question), contentType);
        await response.ShouldBeProblem(415, "unsupported-media-type");
        await response.ShouldBeClean(contentType ?? "none");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"zone\":}")]
    [InlineData("{\"zone\":\"UTC\",}")]
    [InlineData("{'zone':'UTC'}")]
    [InlineData("{\"zone\":\"UTC\"} {}")]
    [InlineData("{\"zone\":\"a\nb\"}")]
    [InlineData("{\"zone\":\"\\ud8\"}")]
    [InlineData("{\"zone\":NaN}")]
    [InlineData("{\"zone\":01}")]
    [InlineData("nonsense")]
    [InlineData(" ")]
    [InlineData("// no\n{}")]
    [InlineData("\uFEFF{}")]
    public async Task Malformed_json_is_a_400_that_tells_the_position(string body)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        var problem = await response.ShouldBeProblem(400, "malformed-json");
        Assert.Matches("^At line [0-9]+, byte [0-9]+: ", problem.GetProperty("detail").GetString());
        await response.ShouldBeClean(body);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("12")]
    [InlineData("true")]
    public async Task A_body_that_is_no_object_is_a_400(string body)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        await response.ShouldBeProblem(400, "malformed-json");
        await response.ShouldBeClean(body);
    }

    [Theory]
    [InlineData("""{"zone":"UTC","zone":"Europe/Berlin"}""")]
    [InlineData("""{"zone":"UTC","\u007aone":"Europe/Berlin"}""")]
    public async Task Duplicate_members_are_a_400_that_names_the_member(string body)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        var problem = await response.ShouldBeProblem(400, "malformed-json");
        Assert.Contains("zone", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("At line ,", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await response.ShouldBeClean(body);
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"zone":"\ud800"}""")]
    [InlineData("""{"zone":{"\udc00":1,"\udc00":2}}""")]
    [InlineData("""{"exceptDates":["\ud800"]}""")]
    public async Task Half_a_surrogate_pair_is_a_400(string body)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        await response.ShouldBe(400);
        await response.ShouldBeClean(body);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_a_400()
    {
        foreach (
            var bytes in (byte[][])
                [
                    [0xFF],
                    [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D],
                    [0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22],
                ]
        )
        {
            using var response = await Anonymous.SendBytesAsync("POST", Occurrences, bytes, "application/json");
            var problem = await response.ShouldBeProblem(400, "malformed-json");
            Assert.Contains("UTF-8", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Deep_nesting_is_a_400()
    {
        var body =
            $$"""{"zone":{{string.Concat(Enumerable.Repeat("[", 5000))}}{{string.Concat(Enumerable.Repeat("]", 5000))}}}""";
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        await response.ShouldBeProblem(400, "malformed-json");
        await response.ShouldBeClean("deep");
    }

    [Fact]
    public async Task An_empty_body_is_an_empty_object()
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, null);
        await response.ShouldName("zone", "startDate", "startTime", "endTime");
    }

    [Fact]
    public async Task More_than_256_KiB_is_a_413_also_without_a_length()
    {
        var large = Encoding.UTF8.GetBytes($$"""{"zone":"{{new string('a', 256 * 1024)}}"}""");
        using var whole = await Anonymous.SendBytesAsync("POST", Occurrences, large, "application/json");
        await whole.ShouldBeProblem(413, "too-large");
        await whole.ShouldBeClean("large");

        using var request = new HttpRequestMessage(HttpMethod.Post, Occurrences);
        request.Content = new StreamContent(new MemoryStream(large));
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await Anonymous.SendAsync(request);
        await chunked.ShouldBeProblem(413, "too-large");
    }

    [Theory]
    [InlineData("""{"zon":"UTC"}""", "zon", "Did you mean zone?")]
    [InlineData("""{"quite other":1}""", "quite other", "Known are ")]
    [InlineData("""{"Zone":"UTC"}""", "Zone", "Did you mean zone?")]
    [InlineData("""{"":1}""", "", "Unknown member.")]
    public async Task An_unknown_member_is_named(string body, string member, string hint)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        var errors = (await response.ShouldBeProblem(400, "invalid")).GetProperty("errors");
        Assert.Contains(hint, errors.GetProperty(member)[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """ "channels":[{"kind":"irc","label":"a"},{"kind":"irc","label":"b","urll":"https://a.example/"}] """,
        "channels[1].urll"
    )]
    [InlineData(""" "channels":[{"label":"a"}] """, "channels[0].kind")]
    [InlineData(""" "channels":[{"kind":null,"label":"a"}] """, "channels[0].kind")]
    [InlineData(""" "channels":["irc"] """, "channels[0]")]
    [InlineData(""" "channels":{} """, "channels")]
    [InlineData(""" "channels":[null] """, "channels[0]")]
    [InlineData(""" "links":[{"kind":"a","label":"b","url":"javascript:alert(1)"}] """, "links[0].url")]
    [InlineData(""" "links":[{"kind":"a","label":"b","url":"//a.example"}] """, "links[0].url")]
    [InlineData(""" "rules":{"claimOpensBeforee":"P1W"} """, "rules.claimOpensBeforee")]
    [InlineData(""" "rules":[] """, "rules")]
    [InlineData(""" "rules":{"claimOpensBefore":7} """, "rules.claimOpensBefore")]
    [InlineData(""" "visibility":"secret" """, "visibility")]
    [InlineData(""" "visibility":"Public" """, "visibility")]
    [InlineData(""" "visibility":0 """, "visibility")]
    [InlineData(""" "joining":"anybody" """, "joining")]
    [InlineData(""" "notice":true """, "notice")]
    public async Task A_fault_is_named_by_its_path(string member, string path)
    {
        using var response = await Admin.SendJsonAsync(
            "POST",
            "/v1/rotas",
            $$"""{"slug":"paths","name":"n","zone":"UTC",{{member}}}"""
        );
        await response.ShouldName(path);
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        using var response = await Admin.SendJsonAsync(
            "POST",
            "/v1/rotas",
            """{"slug":"A","name":"","zone":"Mars","channels":[{}],"rules":{"x":1}}"""
        );
        await response.ShouldName("slug", "name", "zone", "channels[0].kind", "channels[0].label", "rules.x");
    }

    [Theory]
    [InlineData("slug")]
    [InlineData("name")]
    [InlineData("zone")]
    public async Task A_required_member_that_is_missing_or_null_is_named(string member)
    {
        var whole = new Dictionary<string, string>
        {
            ["slug"] = "\"required\"",
            ["name"] = "\"n\"",
            ["zone"] = "\"UTC\"",
        };
        foreach (var value in (string?[])[null, "null"])
        {
            var body = whole
                .Where(each => each.Key != member || value is not null)
                .Select(each => $"\"{each.Key}\":{(each.Key == member ? value : each.Value)}");
            using var response = await Admin.SendJsonAsync("POST", "/v1/rotas", $"{{{string.Join(",", body)}}}");
            Assert.Equal("It is required.", await response.ShouldName(member));
        }
    }

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
    [InlineData("RRULE:FREQ=WEEKLY", "RRULE:")]
    [InlineData("FREQ=WEEKLY;INTERVAL=99999999999999999999", "INTERVAL")]
    public async Task A_fault_in_a_recurrence_names_the_part(string recurrence, string part)
    {
        var body = Question.Replace("\"to\":", $"\"recurrence\":\"{recurrence}\",\"to\":");
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        Assert.Contains(part, await response.ShouldName("recurrence"), StringComparison.Ordinal);
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

    [Fact]
    public async Task Too_long_text_and_too_many_items_are_named()
    {
        var words = string.Join(",", Enumerable.Range(0, 51).Select(i => $"\"w{i}\""));
        using var response = await Admin.SendJsonAsync(
            "POST",
            "/v1/volunteers",
            $$"""{"displayName":"{{new string('x', 101)}}","zone":"UTC","topics":[{{words}}],"languages":["{{new string('x', 61)}}"]}"""
        );
        await response.ShouldName("displayName", "topics", "languages[0]");
    }

    [Fact]
    public async Task Thousands_of_faults_get_a_short_answer()
    {
        var body = $"{{{string.Join(",", Enumerable.Range(0, 20_000).Select(i => $"\"m{i}\":0"))}}}";
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        await response.ShouldBeProblem(400, "invalid");
        Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 1, 32 * 1024);
    }
}
