using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Documents;

public sealed class ImportTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Utc("2026-03-04T10:00:00Z");

    [Fact]
    public async Task The_report_names_each_field_that_changes_with_its_old_and_new_value()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);

        var report = await app.MustImportAsync(
            rota,
            document.With(node =>
            {
                node["volunteers"]![0]!["role"] = "coordinator";
                node["volunteers"]![0]!["organisation"] = $"{rota}-o";
                node["officeHours"]![0]!["revisions"]![0]!["endTime"] = "13:00";
                node["officeHours"]![0]!["exceptions"] = JsonNode.Parse("""[{ "date": "2026-03-09", "cancelled": true }]""");
            }),
            "?dryRun=true"
        );

        Assert.Equal(
            $"""
            Ada role null "volunteer" "coordinator"
            Ada organisation null null "{rota}-o"
            Morning endTime "2026-03-05" "12:00" "13:00"
            """
                + """

                Morning exceptions "2026-03-09" null {"date":"2026-03-09","cancelled":true}
                """,
            string.Join(
                "\n",
                from change in report.GetProperty("changes").EnumerateArray()
                from field in change.GetProperty("fields").EnumerateArray()
                select $"{change.GetProperty("title")} {field.GetProperty("field")} {Raw(field, "date")} {Raw(field, "before")} {Raw(field, "after")}"
            )
        );

        static string Raw(System.Text.Json.JsonElement field, string name) =>
            System.Text.Json.JsonSerializer.Serialize(field.GetProperty(name));
    }

    [Fact]
    public async Task Imports_that_name_the_same_new_people_at_once_all_end_well()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (first, document) = SmallDocument.New();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async i =>
                {
                    var rota = $"{first}-{i}";
                    using var response = await app.Admin.ImportAsync(rota, document.With(node => node["rota"]!["slug"] = rota));
                    return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
                })
        );

        Assert.All(
            answers,
            answer =>
                Assert.True(
                    answer.StartsWith("200 ", StringComparison.Ordinal) || answer.StartsWith("409 ", StringComparison.Ordinal),
                    answer
                )
        );
        Assert.Contains(answers, answer => answer.StartsWith("200 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_reports_the_same_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        var changed = document.With(node =>
        {
            node["rota"]!["name"] = "Changed";
            node["organisations"]![0]!["name"] = "Changed";
            node["volunteers"]![0]!["displayName"] = "Adah";
            node["officeHours"]![0]!["revisions"]![0]!["startTime"] = "11:30";
            node["officeHours"]!.AsArray().Add(node["officeHours"]![0]!.DeepClone());
            node["officeHours"]![1]!["key"] = "second";
            node["standingClaims"]!
                .AsArray()
                .Add(
                    JsonNode.Parse($$"""{"key":"org","officeHours":"second","organisation":"{{rota}}-o","from":"2026-03-01"}""")
                );
        });
        var before = await db.DumpAsync();

        var dry = await app.MustImportAsync(rota, changed, "?dryRun=true");

        Assert.Equal(before, await db.DumpAsync());
        var real = await app.MustImportAsync(rota, changed, "?dryRun=false");
        Assert.NotEqual(before, await db.DumpAsync());
        Assert.True(dry.GetProperty("dryRun").GetBoolean());
        Assert.Equal(
            real.GetRawText(),
            dry.GetRawText().Replace("\"dryRun\":true", "\"dryRun\":false", StringComparison.Ordinal)
        );
        Assert.Equal(
            $"rota {rota} updated\norganisations {rota}-o updated\nvolunteers {rota}-ada updated\nofficeHours morning updated\nofficeHours second created\nstandingClaims org created",
            real.ChangesOf()
        );
        var again = await app.MustImportAsync(rota, changed);
        Assert.Equal(("", 0), (again.ChangesOf(), again.GetProperty("taken").GetInt32()));
    }

    [Fact]
    public async Task A_dry_run_of_a_new_rota_makes_none()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();

        await app.MustImportAsync(rota, document, "?dryRun=true");

        using var got = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        await got.ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task A_volunteer_whose_role_is_left_out_keeps_it_and_is_unchanged_the_second_time()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        var withoutRole = document.With(node =>
        {
            node["volunteers"]![0]!.AsObject().Remove("role");
            node["volunteers"]!.AsArray().Add(JsonNode.Parse($$"""{"key":"{{rota}}-bob","displayName":"Bob","zone":"UTC"}"""));
        });

        var first = await app.MustImportAsync(rota, withoutRole);
        var second = await app.MustImportAsync(rota, withoutRole);

        Assert.Equal($"volunteers {rota}-bob created", first.ChangesOf());
        Assert.Equal("", second.ChangesOf());
        using var members = await app.Admin.GetAsync($"/v1/rotas/{rota}/members");
        Assert.Equal(
            "volunteer",
            Assert.Single((await members.ShouldBe(200)).GetProperty("items").EnumerateArray()).GetProperty("role").GetString()
        );
    }

    [Fact]
    public async Task Changed_office_hours_leave_the_past_and_hold_from_the_first_slot_that_has_not_begun()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        app.Clock.Now = Now;
        var client = new RotaClient(app, rota);
        var (from, running) = (Utc("2026-02-20T00:00:00Z"), Utc("2026-03-04T12:00:00Z"));
        var past = (await client.SlotsAsync(from, running)).Lines() + (await client.ScheduleAsync(from, running)).Lines();

        var changed = document.With(node => node["officeHours"]![0]!["revisions"]![0]!["startTime"] = "08:00");
        var report = await app.MustImportAsync(rota, changed);

        Assert.Equal("officeHours morning updated", report.ChangesOf());
        Assert.Equal(
            past,
            (await client.SlotsAsync(from, running)).Lines() + (await client.ScheduleAsync(from, running)).Lines()
        );
        var tomorrow = Assert.Single(await client.SlotsAsync(Utc("2026-03-05T00:00:00Z"), Utc("2026-03-06T00:00:00Z")));
        Assert.Equal("2026-03-05T08:00:00Z/2026-03-05T12:00:00Z", tomorrow.During());
        Assert.Equal(1, tomorrow.GetProperty("seats").GetProperty("taken").GetInt32());
        Assert.Equal("", (await app.MustImportAsync(rota, changed)).ChangesOf());
    }

    [Fact]
    public async Task Exceptions_that_the_document_no_longer_has_are_taken_back_but_not_in_the_past()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var (rota, document) = SmallDocument.New();
        var cancelled = document.With(node =>
            node["officeHours"]![0]!["exceptions"] = JsonNode.Parse(
                """[{"date":"2026-03-03","cancelled":true},{"date":"2026-03-04","cancelled":true},{"date":"2026-03-05","cancelled":true}]"""
            )
        );
        await app.MustImportAsync(rota, cancelled);
        app.Clock.Now = Now;

        await app.MustImportAsync(rota, document);

        var slots = await new RotaClient(app, rota).SlotsAsync(Utc("2026-03-03T00:00:00Z"), Utc("2026-03-06T00:00:00Z"));
        Assert.Equal("cancelled cancelled filled", string.Join(" ", slots.Select(slot => slot.GetProperty("state").GetString())));
        Assert.Equal("", (await app.MustImportAsync(rota, document)).ChangesOf());
    }

    [Fact]
    public async Task Office_hours_that_the_document_starts_later_have_no_slots_until_then()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        app.Clock.Now = Now;
        var later = document.With(node => node["officeHours"]![0]!["revisions"]![0]!["startDate"] = "2026-03-20");

        await app.MustImportAsync(rota, later);

        var slots = await new RotaClient(app, rota).SlotsAsync(Utc("2026-03-03T00:00:00Z"), Utc("2026-03-22T00:00:00Z"));
        Assert.Equal(
            "2026-03-03 2026-03-04 2026-03-20 2026-03-21",
            string.Join(" ", slots.Select(slot => slot.GetProperty("date").GetString()))
        );
        Assert.Equal("", (await app.MustImportAsync(rota, later)).ChangesOf());
    }

    [Fact]
    public async Task A_revision_to_come_leaves_what_holds_now_and_is_unchanged_the_second_time()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        app.Clock.Now = Now;
        var revised = document.With(node =>
        {
            var revision = node["officeHours"]![0]!["revisions"]![0]!;
            (revision["effectiveFrom"], revision["startTime"]) = ("2026-03-20", "10:00");
        });

        await app.MustImportAsync(rota, revised);

        var slots = await new RotaClient(app, rota).SlotsAsync(Utc("2026-03-19T00:00:00Z"), Utc("2026-03-21T00:00:00Z"));
        Assert.Equal(
            "2026-03-19T09:00:00Z/2026-03-19T12:00:00Z 2026-03-20T10:00:00Z/2026-03-20T12:00:00Z",
            string.Join(" ", slots.Select(slot => slot.During()))
        );
        Assert.Equal("", (await app.MustImportAsync(rota, revised)).ChangesOf());
    }
}
