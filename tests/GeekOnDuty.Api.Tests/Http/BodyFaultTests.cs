using Xunit;
using static GeekOnDuty.Api.Tests.Http.OccurrenceQuestion;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class BodyFaultTests(RunningApp running) : IClassFixture<RunningApp>
{
    private HttpClient Admin => running.App.Admin;
    private HttpClient Anonymous => running.App.Anonymous;

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
