using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Documents;

public sealed class ImportRefusalTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Utc("2026-03-04T10:00:00Z");

    [Fact]
    public async Task One_bad_entry_among_many_changes_nothing_and_every_bad_line_is_listed()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        var before = await db.DumpAsync();
        var bad = document.With(node =>
        {
            var hours = node["officeHours"]!.AsArray();
            for (var i = 1; i < 20; i++)
            {
                var copy = hours[0]!.DeepClone();
                copy["key"] = $"copy-{i}";
                hours.Add(copy);
            }

            hours[7]!["revisions"]![0]!["startTime"] = "25:00";
            hours[9]!["revisions"]![0]!["recurrence"] = "FREQ=DAILY;BYHOUR=2";
            hours[11]!["revisions"] = new JsonArray();
            hours[12]!["colour"] = "red";
            node["volunteers"]![0]!["contacts"] = JsonNode.Parse("""[{"kind":"irc"}]""");
            node["standingClaims"]![0]!["every"] = 0;
            node["organisations"]![0]!["slug"] = "Not A Slug";
        });

        var problem = await app.RefusedImportAsync(rota, bad);

        Assert.Equal(
            "officeHours[11].revisions\nofficeHours[12].colour\nofficeHours[7].revisions[0].startTime\nofficeHours[9].revisions[0].recurrence\norganisations[0].slug\nstandingClaims[0].every\nvolunteers[0].contacts[0].value",
            NamedIn(problem)
        );
        Assert.Equal(before, await db.DumpAsync());
    }

    [Fact]
    public async Task Every_exception_that_is_neither_cancelled_nor_moved_is_named()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        var problem = await app.RefusedImportAsync(
            rota,
            document.With(node =>
            {
                node["rota"]!["zone"] = "Mars/Olympus";
                node["officeHours"]![0]!["exceptions"] = JsonNode.Parse(
                    """
                    [
                      { "date": "2026-03-05", "cancelled": true, "startTime": "10:00", "endTime": "11:00" },
                      { "date": "2026-03-06", "startTime": "10:00" },
                      { "date": "2026-03-07", "cancelled": false },
                      { "date": "2026-03-08" }
                    ]
                    """
                );
            })
        );

        Assert.Equal(
            "officeHours[0].exceptions[0].cancelled\nofficeHours[0].exceptions[1].endTime\nofficeHours[0].exceptions[2].cancelled\nofficeHours[0].exceptions[3].cancelled\nrota.zone",
            NamedIn(problem)
        );
    }

    [Fact]
    public async Task References_that_lead_nowhere_are_named_with_what_was_meant()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        var problem = await app.RefusedImportAsync(
            rota,
            document.With(node =>
            {
                node["standingClaims"]![0]!["officeHours"] = "mornign";
                node["standingClaims"]![0]!["volunteer"] = $"{rota}-adda";
                node["volunteers"]![0]!["organisation"] = $"{rota}-p";
                node["officeHours"]![0]!["revisions"]![0]!["organisation"] = "nowhere";
            })
        );

        Assert.Equal("'mornign' is not in officeHours. Did you mean morning?", Only("standingClaims[0].officeHours"));
        Assert.Contains($"Did you mean {rota}-ada?", Only("standingClaims[0].volunteer"), StringComparison.Ordinal);
        Assert.Contains($"Did you mean {rota}-o?", Only("volunteers[0].organisation"), StringComparison.Ordinal);
        Assert.Equal("'nowhere' is not in organisations.", Only("officeHours[0].revisions[0].organisation"));

        string Only(string path) => Assert.Single(problem.GetProperty("errors").GetProperty(path).EnumerateArray()).GetString()!;
    }

    [Fact]
    public async Task Keys_that_stand_twice_are_named()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        var problem = await app.RefusedImportAsync(
            rota,
            document.With(node =>
            {
                foreach (var list in new[] { "organisations", "volunteers", "officeHours", "standingClaims" })
                {
                    node[list]!.AsArray().Add(node[list]![0]!.DeepClone());
                }

                var hours = node["officeHours"]![0]!;
                hours["revisions"]!.AsArray().Add(hours["revisions"]![0]!.DeepClone());
                hours["exceptions"] = JsonNode.Parse(
                    """[{"date":"2026-04-01","cancelled":true},{"date":"2026-04-01","startTime":"10:00","endTime":"11:00"}]"""
                );
            })
        );

        foreach (
            var path in new[]
            {
                "organisations[1].slug",
                "volunteers[1].key",
                "officeHours[1].key",
                "standingClaims[1].key",
                "officeHours[0].revisions[1].effectiveFrom",
                "officeHours[0].exceptions[1].date",
            }
        )
        {
            problem.ShouldName(path);
        }
    }

    [Fact]
    public async Task The_slug_of_the_document_is_that_of_the_address()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        var problem = await app.RefusedImportAsync($"{rota}x", document);
        problem.ShouldName("rota.slug");
    }

    [Theory]
    [InlineData("from", "2026-03-02")]
    [InlineData("until", "2026-12-31")]
    public async Task A_standing_claim_that_differs_is_refused_by_name(string member, string value)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        var before = await db.DumpAsync();

        var problem = await app.RefusedImportAsync(rota, document.With(node => node["standingClaims"]![0]![member] = value));

        problem.ShouldName("standingClaims[0].key");
        Assert.Equal(before, await db.DumpAsync());
    }

    [Fact]
    public async Task A_standing_claim_of_somebody_without_a_role_is_refused_by_name()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        var problem = await app.RefusedImportAsync(
            rota,
            document.With(node => node["volunteers"]![0]!.AsObject().Remove("role"))
        );
        problem.ShouldName("standingClaims[0].volunteer");
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("volunteer", 403)]
    [InlineData("coordinator", 200)]
    public async Task Only_coordinators_export_and_import_a_rota_that_exists(string? role, int status)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        var client = role is null ? app.Anonymous : (await app.Given.PersonAsync("Zoe", rota, role)).Client;

        using var exported = await client.GetAsync($"/v1/rotas/{rota}/document");
        await exported.ShouldBe(status);
        using var imported = await client.ImportAsync(rota, document);
        await imported.ShouldBe(status);
    }

    [Fact]
    public async Task A_new_rota_is_imported_by_an_admin_only()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var coordinator = await app.Given.PersonAsync("Zoe", await app.Given.RotaAsync(), "coordinator");
        var (rota, document) = SmallDocument.New();

        using var refused = await coordinator.Client.ImportAsync(rota, document);
        await refused.ShouldBeProblem(403, "forbidden");
        using var made = await app.Admin.ImportAsync(rota, document);
        await made.ShouldBe(200);
    }

    [Fact]
    public async Task A_coordinator_does_not_take_over_a_volunteer_of_another_rota_by_their_key()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (theirs, document) = SmallDocument.New();
        await app.MustImportAsync(theirs, document);
        var mine = await app.Given.RotaAsync();
        var coordinator = await app.Given.PersonAsync("Mallory", mine, "coordinator");
        var before = await db.DumpAsync();

        using var response = await coordinator.Client.ImportAsync(
            mine,
            document.With(node =>
            {
                node["rota"]!["slug"] = mine;
                node["volunteers"]![0]!["displayName"] = "Not Ada";
            })
        );

        (await response.ShouldBeProblem(400, "invalid")).ShouldName("volunteers[0].key");
        Assert.Equal(before, await db.DumpAsync());
    }

    [Fact]
    public async Task A_document_of_more_than_4_MiB_is_too_large_and_one_of_less_is_not()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        // A refusal before the whole body has gone out may otherwise reach the client as a broken connection.
        app.Admin.DefaultRequestHeaders.ExpectContinue = true;

        using var large = await app.Admin.ImportAsync(rota, document + new string(' ', 4 * 1024 * 1024));
        await large.ShouldBeProblem(413, "too-large");
        using var fits = await app.Admin.ImportAsync(rota, document + new string(' ', (4 * 1024 * 1024) - document.Length));
        await fits.ShouldBe(200);
    }

    [Fact]
    public async Task If_match_names_the_version_that_an_import_changes()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        using var early = await app.Admin.ImportAsync(rota, document, "", new("\"0\""));
        await early.ShouldBeProblem(412, "precondition-failed");
        await app.MustImportAsync(rota, document);
        using var got = await app.Admin.GetAsync($"/v1/rotas/{rota}/document");
        var changed = document.With(node => node["rota"]!["name"] = "Changed");

        using var first = await app.Admin.ImportAsync(rota, changed, "", got.Headers.ETag);
        await first.ShouldBe(200);
        using var second = await app.Admin.ImportAsync(rota, document, "", got.Headers.ETag);
        await second.ShouldBeProblem(412, "precondition-failed");
        Assert.Contains("Changed", await app.ExportAsync(rota), StringComparison.Ordinal);
    }

    /// <summary>The names of the errors, sorted, one a line.</summary>
    private static string NamedIn(JsonElement problem) =>
        string.Join(
            "\n",
            problem.GetProperty("errors").EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal)
        );
}
