using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Documents;

public sealed class ExportTests(TestDatabase db, TestDatabaseServer server) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Utc("2026-03-04T10:00:00Z");

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
        var (rota, document) = SmallDocument.New();
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
        await rota.MustChangeSlotAsync(daily, "2026-03-10", new { cancelled = true, reason = "Fête" });
        await rota.MustChangeSlotAsync(daily, "2026-03-11", new { startTime = "23:00", endTime = "01:00" });
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
