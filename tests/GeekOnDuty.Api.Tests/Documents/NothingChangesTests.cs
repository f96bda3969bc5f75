using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Tests;
using NodaTime;
using Npgsql;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Documents;

/// <summary>A write that says what is there already changes nothing: no row, no version, no entry in the log.</summary>
[Trait("Scaled", "true")]
public sealed class NothingChangesTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const int Seed = 20261130;
    private static readonly int Rotas = TestScale.Of(20);
    private static readonly Instant Now = Utc("2026-03-04T10:00:00Z");
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_PUT_of_what_is_there_already_changes_and_logs_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var organisation = await rota.OrganisationAsync("O");
        var (running, plain, tomorrow) = (
            await rota.HoursAsync("09:00", "12:00"),
            await rota.HoursAsync("09:00", "12:00", "Europe/Berlin"),
            await rota.HoursAsync("15:00", "18:00", startDate: "2026-03-05", seats: 2)
        );
        var (ada, cora) = (await rota.MemberAsync("Ada"), await app.Given.PersonAsync("Cora", rota.Slug, "coordinator"));
        await rota.ClaimAsync(ada, running, "2026-03-06");
        var later = Terms("Later", "10:00").With(terms => terms["effectiveFrom"] = "2026-04-01");
        await PutAsync(app.Admin, rota.Path($"office-hours/{running}"), later);
        await PutAsync(app.Admin, rota.Path($"office-hours/{running}/slots/2026-03-10"), """{"cancelled":true,"reason":"x"}""");
        await PutAsync(app.Admin, rota.Path($"office-hours/{running}/slots/2026-03-11"), """{"startTime":"1:00"}""", 400);
        await PutAsync(
            app.Admin,
            rota.Path($"office-hours/{running}/slots/2026-03-11"),
            """{"startTime":"10:00","endTime":"11:00"}"""
        );

        foreach (
            var path in (string[])
                [
                    $"/v1/rotas/{rota.Slug}",
                    rota.Path($"office-hours/{plain}"),
                    rota.Path($"office-hours/{tomorrow}"),
                    $"/v1/organisations/{organisation}",
                    $"/v1/volunteers/{ada.Id}",
                    "/v1/me",
                    rota.Path("document"),
                ]
        )
        {
            using var read = await app.Admin.GetAsync(path, Ct);
            await read.ShouldBe(200);
            var body = await read.Content.ReadAsStringAsync(Ct);
            await NothingAsync(rota.Slug, path, () => PutAsync(app.Admin, path, body));
        }

        await NothingAsync(
            rota.Slug,
            "own profile",
            async () =>
            {
                using var me = await ada.Client.GetAsync("/v1/me", Ct);
                await PutAsync(ada.Client, "/v1/me", await me.Content.ReadAsStringAsync(Ct));
            }
        );
        await NothingAsync(rota.Slug, "later", () => PutAsync(app.Admin, rota.Path($"office-hours/{running}"), later));
        await NothingAsync(
            rota.Slug,
            "cancelled",
            () =>
                PutAsync(app.Admin, rota.Path($"office-hours/{running}/slots/2026-03-10"), """{"cancelled":true,"reason":"x"}""")
        );
        await NothingAsync(
            rota.Slug,
            "moved",
            () =>
                PutAsync(
                    app.Admin,
                    rota.Path($"office-hours/{running}/slots/2026-03-11"),
                    """{"startTime":"10:00","endTime":"11:00"}"""
                )
        );
        await NothingAsync(
            rota.Slug,
            "as the rule says",
            () => PutAsync(app.Admin, rota.Path($"office-hours/{running}/slots/2026-03-12"), """{"cancelled":false}""")
        );
        await NothingAsync(
            rota.Slug,
            "role",
            () => PutAsync(app.Admin, rota.Path($"members/{cora.Id}"), """{"role":"coordinator"}""")
        );
    }

    /// <summary>One row of the log for each stretch that is different, each with what held there and what holds now.</summary>
    [Fact]
    public async Task A_change_before_a_later_revision_logs_both_stretches()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        await PutAsync(
            app.Admin,
            rota.Path($"office-hours/{hours}"),
            Terms("Later", "10:00").With(terms => terms["effectiveFrom"] = "2026-04-01")
        );
        await PutAsync(app.Admin, rota.Path($"office-hours/{hours}"), Terms("Both", "08:00"));

        using var log = await app.Admin.GetAsync(rota.Path("audit?kind=office-hours"), Ct);
        var entries = (await log.ShouldBe(200)).GetProperty("items").EnumerateArray().Reverse().ToList();

        Assert.Equal(
            [
                "created: none → Office hours",
                "changed: Office hours → Later",
                "changed: Office hours → Both",
                "changed: Later → Both",
            ],
            entries.Select(each => $"{each.GetProperty("what").GetString()}: {Title(each, "before")} → {Title(each, "after")}")
        );

        static string Title(JsonElement entry, string side) =>
            entry.GetProperty(side) is { ValueKind: JsonValueKind.Object } terms
                ? terms.GetProperty("title").GetString()!
                : "none";
    }

    [Fact]
    public async Task What_was_exported_is_imported_without_a_change_now_and_until_the_next_slot_begins()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-02-01T00:00:00Z"));
        for (var i = 0; i < Rotas; i++)
        {
            var random = new Random(Seed + i);
            app.Clock.Now += Duration.FromMinutes(random.Next(1, 3000));
            var today = app.Clock.Now.InUtc().Date;
            var slug = $"same-{Guid.NewGuid():N}"[..20];
            var hasStanding = i % 3 == 0;
            var document = Document(random, slug, today, hasStanding);
            await app.MustImportAsync(slug, document);
            await ShouldChangeNothingAsync(app, slug, document, $"seed {Seed + i}, the same document again");
            await EditAsync(app, slug, random, today);

            var exported = await app.ExportAsync(slug);
            await ShouldChangeNothingAsync(app, slug, exported, $"seed {Seed + i}, what was exported");
            if (!hasStanding)
            {
                // Standing claims take what their window reaches as time goes on.
                app.Clock.Now = await BeforeNextAsync(app, slug, random);
                await ShouldChangeNothingAsync(app, slug, exported, $"seed {Seed + i}, later");
            }
        }
    }

    private async Task ShouldChangeNothingAsync(TestApp app, string rota, string document, string what)
    {
        var before = await StateAsync(rota);
        foreach (var query in (string[])["?dryRun=true", ""])
        {
            using var response = await app.Admin.ImportAsync(rota, document, query);
            var report = await response.Content.ReadAsStringAsync(Ct);
            Assert.True((int)response.StatusCode == 200, $"{what}: {report}");
            using var read = JsonDocument.Parse(report);
            Assert.True(read.RootElement.ChangesOf().Length == 0, $"{what}\n{report}");
            Assert.Equal(0, read.RootElement.GetProperty("taken").GetInt32());
        }

        Assert.True(before == await StateAsync(rota), what);
    }

    private async Task NothingAsync(string rota, string what, Func<Task> write)
    {
        var before = await StateAsync(rota);
        await write();
        await write();
        Assert.True(before == await StateAsync(rota), $"PUT {what} changed something.");
    }

    /// <summary>The versions of a rota's office hours, and what the log says of the rota and of people and organisations.</summary>
    private async Task<string> StateAsync(string rota)
    {
        await using var source = NpgsqlDataSource.Create(db.ConnectionString);
        await using var command = source.CreateCommand(
            """
            SELECT concat_ws(chr(10),
                (SELECT string_agg(h.id || ' version ' || h.version, chr(10) ORDER BY h.id) FROM office_hours h JOIN rotas r ON r.id = h.rota_id WHERE r.slug = $1),
                (SELECT string_agg(concat_ws(' ', c.kind, c.what, c.before, c.after), chr(10) ORDER BY c.id) FROM changes c
                    LEFT JOIN rotas r ON r.id = c.rota_id WHERE c.rota_id IS NULL AND c.kind IN ('volunteer', 'organisation') OR r.slug = $1))
            """
        );
        command.Parameters.AddWithValue(rota);
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private static async Task PutAsync(HttpClient client, string path, string body, int status = 200)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PutAsync(path, content, Ct);
        await response.ShouldBe(status);
    }

    private static string Terms(string title, string startTime) =>
        $$"""{"title":"{{title}}","zone":"UTC","startDate":"2026-01-01","startTime":"{{startTime}}","endTime":"12:00","recurrence":"FREQ=DAILY"}""";

    /// <summary>A rota whose hours begin before, on and after today, with revisions and exceptions on either side of it.</summary>
    private static string Document(Random random, string slug, LocalDate today, bool hasStanding)
    {
        string Near(int least, int most) => today.PlusDays(random.Next(least, most)).ToString("uuuu-MM-dd", null);
        string Clock() => $"{random.Next(24):00}:{random.Next(4) * 15:00}";
        JsonNode Revision(string startDate, string? effectiveFrom)
        {
            var terms = new JsonObject
            {
                ["title"] = $"Hours {random.Next(3)}",
                ["zone"] = Zones[random.Next(Zones.Length)],
                ["startDate"] = startDate,
                ["startTime"] = Clock(),
                ["endTime"] = Clock(),
                ["recurrence"] = random.Next(5) == 0 ? null : $"FREQ=DAILY;INTERVAL={random.Next(1, 4)}",
                ["seats"] = new JsonObject { ["minimum"] = 1, ["maximum"] = random.Next(1, 4) },
                ["exceptDates"] = new JsonArray(Near(-5, 10), Near(-5, 10)),
                ["extraDates"] = new JsonArray(Near(-5, 10)),
                ["organisation"] = random.Next(2) == 0 ? $"{slug}-o" : null,
            };
            if (effectiveFrom is not null)
            {
                terms["effectiveFrom"] = effectiveFrom;
            }

            return terms;
        }

        var hours = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(n =>
            {
                var start = Near(-20, 20);
                var later = Enumerable
                    .Range(0, random.Next(3))
                    .Select(_ => Near(-10, 25))
                    .Where(date => date != start)
                    .Distinct();
                return (JsonNode)
                    new JsonObject
                    {
                        ["key"] = $"h{n}",
                        ["revisions"] = new JsonArray([
                            Revision(start, random.Next(3) == 0 ? start : null),
                            .. later.Select(date => Revision(random.Next(2) == 0 ? start : date, date)),
                        ]),
                        ["exceptions"] = new JsonArray([
                            .. Enumerable
                                .Range(0, random.Next(4))
                                .Select(_ => Near(-6, 12))
                                .Distinct()
                                .Select(date =>
                                    (JsonNode)(
                                        random.Next(2) == 0
                                            ? new JsonObject { ["date"] = date, ["cancelled"] = true }
                                            : new JsonObject
                                            {
                                                ["date"] = date,
                                                ["startTime"] = Clock(),
                                                ["endTime"] = Clock(),
                                            }
                                    )
                                ),
                        ]),
                    };
            })
            .ToArray();
        return new JsonObject
        {
            ["rota"] = new JsonObject
            {
                ["slug"] = slug,
                ["name"] = "Same",
                ["zone"] = Zones[random.Next(Zones.Length)],
            },
            ["organisations"] = new JsonArray(new JsonObject { ["slug"] = $"{slug}-o", ["name"] = "O" }),
            ["volunteers"] = new JsonArray(
                new JsonObject
                {
                    ["key"] = $"{slug}-ada",
                    ["role"] = "volunteer",
                    ["displayName"] = "Ada",
                    ["zone"] = "Asia/Calcutta",
                    ["languages"] = new JsonArray("de", "en"),
                    ["organisation"] = $"{slug}-o",
                }
            ),
            ["officeHours"] = new JsonArray(hours),
            ["standingClaims"] = hasStanding
                ? new JsonArray(
                    new JsonObject
                    {
                        ["key"] = "s",
                        ["officeHours"] = "h0",
                        ["volunteer"] = $"{slug}-ada",
                        ["from"] = Near(-3, 3),
                    }
                )
                : new JsonArray(),
        }.ToJsonString();
    }

    /// <summary>Some changes through the API; those that it refuses are none.</summary>
    private static async Task EditAsync(TestApp app, string rota, Random random, LocalDate today)
    {
        using var list = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/office-hours", Ct);
        var all = (await list.ShouldBe(200)).GetProperty("items").EnumerateArray().ToList();
        for (var edits = random.Next(4); edits > 0; edits--)
        {
            var hours = all[random.Next(all.Count)];
            var path = $"/v1/rotas/{rota}/office-hours/{hours.GetProperty("id").GetGuid()}";
            var date = today.PlusDays(random.Next(10)).ToString("uuuu-MM-dd", null);
            using var response =
                random.Next(2) == 0
                    ? await app.Admin.PutAsJsonAsync($"{path}/slots/{date}", new { cancelled = random.Next(2) == 0 }, Ct)
                    : await app.Admin.PutAsJsonAsync(
                        path,
                        JsonNode.Parse(
                            hours
                                .GetRawText()
                                .With(terms =>
                                {
                                    terms["effectiveFrom"] = date;
                                    terms["startTime"] = $"{random.Next(24):00}:30";
                                })
                        ),
                        Ct
                    );
            Assert.True((int)response.StatusCode is 200 or 400 or 404 or 409, await response.Content.ReadAsStringAsync(Ct));
        }
    }

    /// <summary>Some moment from now on and before the next slot begins.</summary>
    private static async Task<Instant> BeforeNextAsync(TestApp app, string rota, Random random)
    {
        var now = app.Clock.Now;
        var next = (await new RotaClient(app, rota).SlotsAsync(now, now + Duration.FromDays(30)))
            .Select(slot => slot.InstantAt("startsAt")!.Value)
            .Where(start => start > now)
            .DefaultIfEmpty(now + Duration.FromDays(10))
            .Min();
        return now + (Duration.Max(Duration.Zero, next - now - Duration.FromSeconds(1)) * random.NextDouble());
    }
}
