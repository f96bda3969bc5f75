using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Documents;

public sealed class DocumentTests(TestDatabase db, TestDatabaseServer server) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Utc("2026-03-04T10:00:00Z");

    /// <summary>Ada on every slot of daily hours 09:00–12:00 UTC, one seat; keys are unique, so that tests share a database.</summary>
    private static (string Rota, string Document) Small()
    {
        var rota = $"doc-{Guid.NewGuid():N}"[..20];
        return (
            rota,
            $$"""
            {
              "rota": { "slug": "{{rota}}", "name": "Small", "zone": "UTC" },
              "organisations": [{ "slug": "{{rota}}-o", "name": "Org" }],
              "volunteers": [{ "key": "{{rota}}-ada", "role": "volunteer", "displayName": "Ada", "zone": "UTC" }],
              "officeHours": [{
                "key": "morning",
                "revisions": [{
                  "title": "Morning", "zone": "UTC", "startDate": "2026-03-01", "startTime": "09:00", "endTime": "12:00", "recurrence": "FREQ=DAILY"
                }]
              }],
              "standingClaims": [{ "key": "ada", "officeHours": "morning", "volunteer": "{{rota}}-ada", "from": "2026-03-01" }]
            }
            """
        );
    }

    [Fact]
    public async Task A_rota_exported_imported_into_an_empty_database_and_exported_again_is_the_same_to_the_byte()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var rota = await RichAsync(app);
        var document = await app.ExportAsync(rota.Slug);
        var (from, to) = (Utc("2026-03-01T00:00:00Z"), Utc("2026-05-20T00:00:00Z"));
        var duties = await DutiesAsync(rota, from, to);
        Assert.Contains(
            "Ünïcode 時間 🕘",
            JsonNode.Parse(document)!["organisations"]!.AsArray().Select(each => (string?)each!["name"])
        );
        Assert.Contains("US/Pacific", document, StringComparison.Ordinal);

        var empty = new TestDatabase(server);
        await empty.InitializeAsync();
        await using (var other = await TestApp.StartAsync(empty, app.Clock.Now))
        {
            var report = await other.MustImportAsync(rota.Slug, document);
            Assert.Equal(0, report.GetProperty("unchanged").GetInt32());
            Assert.Equal("[]", report.GetProperty("refused").GetRawText());

            Assert.Equal(document, await other.ExportAsync(rota.Slug));
            Assert.Equal(duties, await DutiesAsync(new RotaClient(other, rota.Slug), from, to));

            var before = await empty.DumpAsync();
            var again = await other.MustImportAsync(rota.Slug, document);
            Assert.Equal(("", 0), (again.ChangesOf(), again.GetProperty("taken").GetInt32()));
            Assert.Equal(report.GetProperty("changes").GetArrayLength(), again.GetProperty("unchanged").GetInt32());
            Assert.Equal(before, await empty.DumpAsync());
        }

        await empty.DisposeAsync();
    }

    [Fact]
    public async Task A_rota_whose_holder_left_is_imported_into_an_empty_database()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
        await app.MustImportAsync(rota, document);
        using var members = await app.Admin.GetAsync($"/v1/rotas/{rota}/members");
        var member = Assert.Single((await members.ShouldBe(200)).GetProperty("items").EnumerateArray());
        using var left = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{member.GetProperty("volunteerId").GetGuid()}");
        await left.ShouldBe(204);
        var exported = await app.ExportAsync(rota);

        var empty = new TestDatabase(server);
        await empty.InitializeAsync();
        await using (var other = await TestApp.StartAsync(empty, Now))
        {
            await other.MustImportAsync(rota, exported);
            Assert.Equal(exported, await other.ExportAsync(rota));
        }

        await empty.DisposeAsync();
    }

    [Fact]
    public async Task A_dry_run_reports_the_same_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
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
        var (rota, document) = Small();

        await app.MustImportAsync(rota, document, "?dryRun=true");

        using var got = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        await got.ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task One_bad_entry_among_many_changes_nothing_and_every_bad_line_is_listed()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
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

        using var response = await app.Admin.ImportAsync(rota, bad);

        var problem = await response.ShouldBeProblem(400, "invalid");
        Assert.Equal(
            "officeHours[11].revisions\nofficeHours[12].colour\nofficeHours[7].revisions[0].startTime\nofficeHours[9].revisions[0].recurrence\norganisations[0].slug\nstandingClaims[0].every\nvolunteers[0].contacts[0].value",
            string.Join(
                "\n",
                problem.GetProperty("errors").EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal)
            )
        );
        Assert.Equal(before, await db.DumpAsync());
    }

    [Fact]
    public async Task References_that_lead_nowhere_are_named_with_what_was_meant()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
        using var response = await app.Admin.ImportAsync(
            rota,
            document.With(node =>
            {
                node["standingClaims"]![0]!["officeHours"] = "mornign";
                node["standingClaims"]![0]!["volunteer"] = $"{rota}-adda";
                node["volunteers"]![0]!["organisation"] = $"{rota}-p";
                node["officeHours"]![0]!["revisions"]![0]!["organisation"] = "nowhere";
            })
        );

        var errors = (await response.ShouldBeProblem(400, "invalid")).GetProperty("errors");

        Assert.Equal("'mornign' is not in officeHours. Did you mean morning?", Only("standingClaims[0].officeHours"));
        Assert.Contains($"Did you mean {rota}-ada?", Only("standingClaims[0].volunteer"), StringComparison.Ordinal);
        Assert.Contains($"Did you mean {rota}-o?", Only("volunteers[0].organisation"), StringComparison.Ordinal);
        Assert.Equal("'nowhere' is not in organisations.", Only("officeHours[0].revisions[0].organisation"));

        string Only(string path) => Assert.Single(errors.GetProperty(path).EnumerateArray()).GetString()!;
    }

    [Fact]
    public async Task Keys_that_stand_twice_are_named()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
        using var response = await app.Admin.ImportAsync(
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

        var problem = await response.ShouldBeProblem(400, "invalid");

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
        var (rota, document) = Small();
        using var response = await app.Admin.ImportAsync($"{rota}x", document);
        (await response.ShouldBeProblem(400, "invalid")).ShouldName("rota.slug");
    }

    [Theory]
    [InlineData("from", "2026-03-02")]
    [InlineData("until", "2026-12-31")]
    public async Task A_standing_claim_that_differs_is_refused_by_name(string member, string value)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
        await app.MustImportAsync(rota, document);
        var before = await db.DumpAsync();

        using var response = await app.Admin.ImportAsync(
            rota,
            document.With(node => node["standingClaims"]![0]![member] = value)
        );

        (await response.ShouldBeProblem(400, "invalid")).ShouldName("standingClaims[0].key");
        Assert.Equal(before, await db.DumpAsync());
    }

    [Fact]
    public async Task A_standing_claim_of_somebody_without_a_role_is_refused_by_name()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
        using var response = await app.Admin.ImportAsync(
            rota,
            document.With(node => node["volunteers"]![0]!.AsObject().Remove("role"))
        );
        (await response.ShouldBeProblem(400, "invalid")).ShouldName("standingClaims[0].volunteer");
    }

    [Fact]
    public async Task A_volunteer_whose_role_is_left_out_keeps_it_and_is_unchanged_the_second_time()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
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
        var (rota, document) = Small();
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
        var (rota, document) = Small();
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
        var (rota, document) = Small();
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
        var (rota, document) = Small();
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

    [Fact]
    public async Task Keys_of_office_hours_that_ended_are_free_for_others()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
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
        var (rota, document) = Small();
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
    [InlineData(null, 401)]
    [InlineData("volunteer", 403)]
    [InlineData("coordinator", 200)]
    public async Task Only_coordinators_export_and_import_a_rota_that_exists(string? role, int status)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = Small();
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
        var (rota, document) = Small();

        using var refused = await coordinator.Client.ImportAsync(rota, document);
        await refused.ShouldBeProblem(403, "forbidden");
        using var made = await app.Admin.ImportAsync(rota, document);
        await made.ShouldBe(200);
    }

    [Fact]
    public async Task A_coordinator_does_not_take_over_a_volunteer_of_another_rota_by_their_key()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (theirs, document) = Small();
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
        var (rota, document) = Small();
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
        var (rota, document) = Small();
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

    private static async Task EndAllAsync(TestApp app, string rota)
    {
        using var list = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/office-hours");
        foreach (var hours in (await list.ShouldBe(200)).GetProperty("items").EnumerateArray())
        {
            using var ended = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/office-hours/{hours.GetProperty("id").GetGuid()}");
            await ended.ShouldBe(204);
        }
    }

    /// <summary>A rota with some of everything, made through the API.</summary>
    private static async Task<RotaClient> RichAsync(TestApp app)
    {
        var rota = new RotaClient(app, await app.Given.RotaAsync("P7W", "PT3H", "unlisted", "approval"));
        var (inktank, other) = (await rota.OrganisationAsync("Ünïcode 時間 🕘"), await rota.OrganisationAsync("Zwei & <drei>"));
        var hours = await rota.HoursAsync(
            new
            {
                title = "早朝 \"quoted\"",
                zone = "US/Pacific",
                startDate = "2026-01-05",
                endDate = "2027-01-01",
                startTime = "22:00",
                endTime = "02:00",
                recurrence = "freq=WEEKLY;byday=MO,TH",
                exceptDates = new[] { "2026-03-05" },
                extraDates = new[] { "2026-03-07" },
                seats = new { minimum = 0, maximum = 3 },
                channels = new[] { new { kind = "irc", label = "#ceph" } },
                topics = new[] { "rbd" },
                languages = new[] { "de" },
                organisationId = other,
            }
        );
        using var revised = await rota.ReviseAsync(
            hours,
            new
            {
                title = "Later",
                zone = "Europe/Berlin",
                startDate = "2026-01-05",
                startTime = "08:00",
                endTime = "08:00",
                recurrence = "FREQ=MONTHLY;BYDAY=-1FR",
                seats = new { minimum = 2, maximum = 2 },
                effectiveFrom = "2026-04-15",
            }
        );
        await revised.ShouldBe(200);
        var daily = await rota.HoursAsync("09:00", "12:00", startDate: "2026-03-01", seats: 2);
        using var cancelled = await rota.ChangeSlotAsync(daily, "2026-03-10", new { cancelled = true, reason = "Fête" });
        await cancelled.ShouldBe(200);
        using var moved = await rota.ChangeSlotAsync(daily, "2026-03-11", new { startTime = "23:00", endTime = "01:00" });
        await moved.ShouldBe(200);
        var ada = await rota.MemberAsync("Ada");
        using var profile = await app.Admin.PutAsJsonAsync(
            $"/v1/volunteers/{ada.Id}",
            new
            {
                displayName = "Ada 🦄",
                zone = "Asia/Calcutta",
                languages = new[] { "nl", "en" },
                topics = new[] { "b", "a" },
                contacts = new[]
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
                        value = "+31 20 555",
                        @public = false,
                    },
                },
                organisationId = inktank,
            }
        );
        await profile.ShouldBe(200);
        await app.Given.PersonAsync("Cid", rota.Slug, "coordinator");
        await StandAsync(
            daily,
            new
            {
                volunteerId = ada.Id,
                from = "2026-03-02",
                until = "2026-04-30",
                every = 3,
            }
        );
        await StandAsync(hours, new { organisationId = inktank, from = "2026-03-01" });
        return rota;

        async Task StandAsync(Guid id, object standing)
        {
            using var response = await app.Admin.PostAsJsonAsync(rota.Path($"office-hours/{id}/standing-claims"), standing);
            Assert.NotEmpty((await response.ShouldBe(201)).GetProperty("taken").EnumerateArray());
        }
    }

    /// <summary>What visitors see, without ids.</summary>
    private static async Task<string> DutiesAsync(RotaClient rota, Instant from, Instant to) =>
        string.Join(
            "\n",
            (await rota.ScheduleAsync(from, to)).Select(segment =>
                $"{segment.GetProperty("since").GetString()} {segment.GetProperty("state").GetString()} {segment.GetProperty("onDuty").NamesOf()}"
            )
        );
}
