using System.Net.Http.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests;

public sealed class TestAppTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_claimed_slot_makes_its_holder_on_duty()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 10, 0));
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();

        using var claimed = await ada.Client.PostAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-02/claims",
            new { }
        );
        await claimed.ShouldBe(201);

        using var onDuty = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/on-duty");
        var body = await onDuty.ShouldBe(200);
        Assert.Equal("staffed", body.GetProperty("state").GetString());
        Assert.Equal("Ada", Assert.Single(body.GetProperty("onDuty").EnumerateArray()).GetProperty("name").GetString());
    }
}
