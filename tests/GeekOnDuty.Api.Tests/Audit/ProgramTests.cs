using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using Xunit;

namespace GeekOnDuty.Api.Tests.Audit;

public sealed class ProgramTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_the_program_does_by_itself_has_no_person_no_token_and_no_request()
    {
        await using var app = await TestApp.StartAsync(db, Steps.At("2026-03-02T10:00:00Z"));
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P1W");
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-20", until = "2026-03-20" });
        await app.FollowAsync("2026-03-14T10:00:00Z");

        using var response = await app.Admin.GetAsync($"/v1/rotas/{rota}/audit?from=2026-03-14T00:00:00Z");
        var entry = Assert.Single((await response.ShouldBe(200)).Items(), each => each.Text("what") == "taken");
        Assert.Equal("2026-03-20", entry.GetProperty("after").Text("date"));
        Assert.Equal(ada.Id, entry.GetProperty("after").GetProperty("holder").Id());
        var actor = entry.GetProperty("actor");
        Assert.Equal("program", actor.Text("kind"));
        foreach (var member in new[] { actor.GetProperty("id"), actor.GetProperty("token"), entry.GetProperty("request") })
        {
            Assert.Equal(JsonValueKind.Null, member.ValueKind);
        }
    }
}
