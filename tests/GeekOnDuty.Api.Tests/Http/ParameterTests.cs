using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class ParameterTests(RunningApp running) : IClassFixture<RunningApp>
{
    private HttpClient Admin => running.App.Admin;

    [Theory]
    [InlineData("at=yesterday", "at")]
    [InlineData("at=2026-03-02", "at")]
    [InlineData("at=2026-03-02T10:00:00+01:00", "at")]
    [InlineData("at=1899-12-31T23:59:59Z", "at")]
    [InlineData("at=2200-01-01T00:00:01Z", "at")]
    [InlineData("at=2026-03-02T24:00:00Z", "at")]
    [InlineData("at=2026-03-02T10:00:00,5Z", "at")]
    [InlineData("at=2026-03-02T23:59:60Z", "at")]
    [InlineData("at=%00", "at")]
    [InlineData("at=2026-03-02T10:00:00Z&at=2026-03-02T11:00:00Z", "at")]
    public async Task On_duty_names_a_bad_instant(string query, string name)
    {
        var rota = await running.App.Given.RotaAsync();
        using var response = await Admin.GetAsync($"/v1/rotas/{rota}/on-duty?{query}");
        await response.ShouldName(name);
    }

    [Theory]
    [InlineData("", "from,to")]
    [InlineData("from=2026-03-02T00:00:00Z", "to")]
    [InlineData("to=2026-03-02T00:00:00Z", "from")]
    [InlineData("from=&to=", "from,to")]
    [InlineData("from=x&to=2026-03-02T00:00:00Z", "from")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z", "to")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", "to")]
    [InlineData("from=2026-01-01T00:00:00Z&to=2026-04-11T00:00:01Z", "to")]
    [InlineData("from=1900-01-01T00:00:00Z&to=2200-01-01T00:00:00Z", "to")]
    public async Task Slots_and_schedule_name_a_bad_window(string query, string names)
    {
        var rota = await running.App.Given.RotaAsync();
        foreach (var list in (string[])["slots", "schedule"])
        {
            using var response = await Admin.GetAsync($"/v1/rotas/{rota}/{list}?{query}");
            await response.ShouldName(names.Split(','));
        }
    }

    [Fact]
    public async Task A_window_of_100_days_is_allowed()
    {
        var rota = await running.App.Given.RotaAsync();
        using var response = await Admin.GetAsync($"/v1/rotas/{rota}/slots?from=2026-01-01T00:00:00Z&to=2026-04-11T00:00:00Z");
        await response.ShouldBe(200);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("filled")]
    [InlineData("cancelled")]
    [InlineData("Open", "state")]
    [InlineData("0", "state")]
    [InlineData("held", "state")]
    public async Task The_state_of_slots_is_one_of_three(string state, params string[] named)
    {
        var rota = await running.App.Given.RotaAsync();
        using var response = await Admin.GetAsync(
            $"/v1/rotas/{rota}/slots?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z&state={state}"
        );
        if (named.Length == 0)
        {
            await response.ShouldBe(200);
        }
        else
        {
            await response.ShouldName(named);
        }
    }

    public static TheoryData<string> Lists =>
        [
            "/v1/rotas",
            "/v1/organisations",
            "/v1/volunteers",
            "/v1/tokens",
            "/v1/me/claims",
            "/v1/rotas/{rota}/members",
            "/v1/rotas/{rota}/claims",
            "/v1/rotas/{rota}/office-hours",
            "/v1/rotas/{rota}/slots?from=2026-03-02T00:00:00Z&to=2026-03-05T00:00:00Z",
            "/v1/rotas/{rota}/schedule?from=2026-03-02T00:00:00Z&to=2026-03-05T00:00:00Z",
        ];

    [Theory, MemberData(nameof(Lists))]
    public async Task A_limit_is_a_whole_number_from_1_to_200(string list)
    {
        var path = list.Replace("{rota}", await running.App.Given.RotaAsync());
        var and = path.Contains('?') ? '&' : '?';
        foreach (var limit in (string[])["0", "201", "-1", "abc", "1.0", "1e2", "99999999999", "%2B1", "%201", "٣", "1&limit=2"])
        {
            using var bad = await Admin.GetAsync($"{path}{and}limit={limit}");
            await bad.ShouldName("limit");
        }

        foreach (var limit in (string[])["1", "200"])
        {
            using var good = await Admin.GetAsync($"{path}{and}limit={limit}");
            await good.ShouldBe(200);
        }
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task A_cursor_that_is_none_of_any_list_is_named(string list)
    {
        var path = list.Replace("{rota}", await running.App.Given.RotaAsync());
        var and = path.Contains('?') ? '&' : '?';
        foreach (var cursor in (string[])["x", "zz", "6", "00", "ff", "eda080", new string('6', 402)])
        {
            using var response = await Admin.GetAsync($"{path}{and}cursor={cursor}");
            await response.ShouldName("cursor");
        }
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task A_cursor_of_another_list_is_a_400_or_does_no_harm(string list)
    {
        var path = list.Replace("{rota}", await running.App.Given.RotaAsync());
        var and = path.Contains('?') ? '&' : '?';
        foreach (
            var key in (string[])
                ["ceph", $"{Guid.NewGuid()}", "2026-03-02T10:00:00Z", $"2026-03-02T10:00:00Z {Guid.NewGuid()}", "' OR 1=1"]
        )
        {
            var cursor = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(key));
            using var response = await Admin.GetAsync($"{path}{and}cursor={cursor}");
            Assert.True((int)response.StatusCode is 200 or 400, $"{key}: {response.StatusCode}");
            await response.ShouldBeClean(key);
        }
    }

    [Theory]
    [InlineData("/v1/volunteers")]
    [InlineData("/v1/tokens")]
    [InlineData("/v1/rotas/{rota}/members")]
    [InlineData("/v1/me/claims")]
    public async Task A_list_by_id_does_not_start_again_at_a_cursor_that_is_no_id(string list)
    {
        var path = list.Replace("{rota}", await running.App.Given.RotaAsync());
        using var response = await Admin.GetAsync($"{path}?cursor=63657068");
        await response.ShouldName("cursor");
    }

    [Theory]
    [InlineData("/v1/volunteers/1")]
    [InlineData("/v1/volunteers/not-a-uuid")]
    [InlineData("/v1/organisations/%27")]
    [InlineData("/v1/rotas/{rota}/office-hours/x")]
    [InlineData("/v1/rotas/no-such-rota")]
    [InlineData("/v1/rotas/%F0%9F%98%80")]
    [InlineData("/v1/rotas/%ED%A0%80")]
    [InlineData("/v1/rotas/..%2f..%2fetc")]
    [InlineData("/v1/rotas/{rota}/nothing")]
    [InlineData("/v1/nothing")]
    [InlineData("/nothing")]
    [InlineData("/problems/nothing")]
    public async Task What_is_not_there_is_a_404(string path)
    {
        var rota = await running.App.Given.RotaAsync();
        using var response = await Admin.GetAsync(path.Replace("{rota}", rota));
        await response.ShouldBeProblem(404, "not-found");
        await response.ShouldBeClean(path);
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("tomorrow")]
    [InlineData("2026-3-2")]
    public async Task The_date_of_a_slot_is_a_date(string date)
    {
        var rota = await running.App.Given.RotaAsync();
        var hours = await running.App.Given.OfficeHoursAsync(rota);
        using var response = await Admin.SendJsonAsync(
            "PUT",
            $"/v1/rotas/{rota}/office-hours/{hours}/slots/{date}",
            """{"cancelled":true}"""
        );
        await response.ShouldName("date");
    }

    [Theory]
    [InlineData("/v1/rotas/{rota}/claims?volunteerId=x", "volunteerId")]
    [InlineData("/v1/tokens?volunteerId=0", "volunteerId")]
    [InlineData("/v1/me/claims?from=x&to=y", "from,to")]
    [InlineData("/v1/rotas/{rota}/claims?from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z", "to")]
    public async Task A_bad_parameter_of_a_private_list_is_named(string path, string names)
    {
        using var response = await Admin.GetAsync(path.Replace("{rota}", await running.App.Given.RotaAsync()));
        await response.ShouldName(names.Split(','));
    }
}
