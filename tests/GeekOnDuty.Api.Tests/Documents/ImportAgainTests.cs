using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Documents;

public sealed class ImportAgainTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Utc("2026-03-04T10:00:00Z");

    [Fact]
    public async Task Keys_of_office_hours_that_ended_are_free_for_others()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        await EndAllAsync(app, rota);

        var report = await app.MustImportAsync(rota, document);

        Assert.Equal("officeHours morning created\nstandingClaims ada created", report.ChangesOf());
        Assert.True(report.GetProperty("taken").GetInt32() > 0, report.GetRawText());
    }

    [Fact]
    public async Task What_was_exported_can_be_imported_again_after_its_office_hours_ended()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync("09:00", "12:00");
        var exported = await app.ExportAsync(rota.Slug);
        await EndAllAsync(app, rota.Slug);

        Assert.EndsWith(" created", (await app.MustImportAsync(rota.Slug, exported)).ChangesOf(), StringComparison.Ordinal);
        Assert.Equal(exported, await app.ExportAsync(rota.Slug));
    }

    [Fact]
    public async Task What_was_exported_can_be_imported_again_after_a_volunteer_is_erased()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var ada = await rota.MemberAsync("Ada");
        var exported = await app.ExportAsync(rota.Slug);
        using var erased = await app.Admin.DeleteAsync($"/v1/volunteers/{ada.Id}");
        await erased.ShouldBe(204);

        Assert.Equal($"volunteers {ada.Id} created", (await app.MustImportAsync(rota.Slug, exported)).ChangesOf());
    }

    [Fact]
    public async Task A_standing_claim_that_ended_before_it_began_can_be_imported_again()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        var later = document.With(node => node["standingClaims"]![0]!["from"] = "2026-03-10");
        await app.MustImportAsync(rota, later);
        await using (var source = Npgsql.NpgsqlDataSource.Create(db.ConnectionString))
        {
            await using var find = source.CreateCommand(
                $"SELECT s.id FROM standing_claims s JOIN rotas r ON r.id = s.rota_id WHERE r.slug = '{rota}'"
            );
            using var ended = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{await find.ExecuteScalarAsync()}");
            await ended.ShouldBe(204);
        }

        Assert.Equal("standingClaims ada created", (await app.MustImportAsync(rota, later)).ChangesOf());
    }

    [Theory]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 5, """{"weekdays":["MO"]}""")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 10, """{"weekdays":["MO"],"everyWeeks":2}""")]
    [InlineData("FREQ=DAILY", 7, """{"weekdays":["MO"]}""")]
    [InlineData("FREQ=DAILY", 1, "{}")]
    [InlineData("FREQ=DAILY", 3, """{"every":3}""")]
    public async Task A_file_of_the_first_version_is_read_as_it_was_meant(string rule, int every, string pattern)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        var first = document.With(node =>
        {
            node["officeHours"]![0]!["revisions"]![0]!["recurrence"] = rule;
            // A Monday.
            node["standingClaims"]![0]!["from"] = "2026-03-02";
            node["standingClaims"]![0]!["every"] = every;
        });
        await app.MustImportAsync(rota, first);

        var exported = JsonNode.Parse(await app.ExportAsync(rota))!;
        Assert.Equal(2, exported["formatVersion"]!.GetValue<int>());
        var standing = exported["standingClaims"]![0]!.AsObject();
        var chosen = new JsonObject(
            standing
                .Where(member => member.Key is "weekdays" or "everyWeeks" or "every")
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))
        );
        Assert.Equal(pattern, chosen.ToJsonString());
        Assert.Equal("", (await app.MustImportAsync(rota, first)).ChangesOf());
        Assert.Equal("", (await app.MustImportAsync(rota, exported.ToJsonString())).ChangesOf());
    }

    private static async Task EndAllAsync(TestApp app, string rota)
    {
        using var list = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/office-hours");
        foreach (var hours in (await list.ShouldBe(200)).GetProperty("items").EnumerateArray())
        {
            using var ended = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/office-hours/{hours.GetProperty("id").GetGuid()}");
            await ended.ShouldBe(204);
        }
    }
}
