using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Scheduling;
using NodaTime;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Tzdb;

/// <summary>Every zone whose rules releases of the tz database have changed lately, day by day and around the clock.</summary>
public sealed class SensitiveZoneTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Old = "2019c";
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);
    private static readonly LocalDate First = new(2026, 3, 4);
    private const int Days = 500;

    // In an hour that the clocks of some zones skip in spring.
    private static readonly LocalTime Handover = new(2, 30);

    [Fact]
    public async Task Somebody_on_duty_around_the_clock_stays_so_and_only_what_the_release_changed_moves()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var cases = new List<(Sensitive Zone, Guid Hours)>();
        foreach (var zone in Zones().Where(zone => zone.Id != "America/Coyhaique"))
        {
            var hours = await app.Given.OfficeHoursAsync(rota, zone.Id, startTime: "02:30", endTime: "02:30");
            var person = await app.Given.PersonAsync(zone.Id, rota);
            await HoldAllAsync(hours, OlderTzdb.Zone(Old, zone.Id), person.Id);
            cases.Add((zone, hours));
        }

        await using var started = await db.StartAfterAsync(Old, Now);

        foreach (var (zone, hours) in cases)
        {
            var old = OlderTzdb.Zone(Old, zone.Id);
            var held = await db.HeldAsync(hours);
            Assert.Equal(Days, held.Count);
            var moved = await MovedAsync(hours);
            for (var day = 0; day < Days; day++)
            {
                var (date, row) = (First.PlusDays(day), held[day]);
                var before = DstPolicy.ToInterval(date, Handover, Handover, old);
                var after = DstPolicy.ToInterval(date, Handover, Handover, DateTimeZoneProviders.Tzdb[zone.Id]);
                Assert.True(
                    (after.Start, after.End) == (row.StartsAt, row.EndsAt),
                    $"{zone.Id} {row.Date} should be {after}, not {row.StartsAt}–{row.EndsAt}."
                );
                Assert.True(moved.Contains(row.Id) == (before != after), $"{zone.Id} {row.Date}: {before} → {after}");
                Assert.True(before == after || zone.Changed(before) || zone.Changed(after), $"{zone.Id} {row.Date} moved.");
            }

            Assert.NotEmpty(moved);
        }
    }

    private async Task HoldAllAsync(Guid hours, DateTimeZone zone, Guid volunteer)
    {
        var dates = Enumerable.Range(0, Days).Select(First.PlusDays).ToList();
        var slots = dates.Select(date => DstPolicy.ToInterval(date, Handover, Handover, zone)).ToList();
        await using var connection = await db.OpenAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO claims (id, rota_id, office_hours_id, on_date, seat, volunteer_id, during, origin, created_at)
            SELECT gen_random_uuid(), rota_id, id, on_date, 1, $2, tstzrange(starts_at, ends_at), 'self', '2026-01-01Z'
            FROM office_hours, unnest($3, $4, $5) AS slot (on_date, starts_at, ends_at) WHERE id = $1
            """,
            hours,
            volunteer,
            dates.Select(date => date.ToDateOnly()).ToArray(),
            slots.Select(slot => slot.Start.ToDateTimeUtc()).ToArray(),
            slots.Select(slot => slot.End.ToDateTimeUtc()).ToArray()
        );
    }

    /// <summary>Which claims the change log calls moved; it must tell nothing else of them.</summary>
    private async Task<HashSet<Guid>> MovedAsync(Guid hours)
    {
        await using var connection = await db.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT subject_id, what FROM changes WHERE subject_id IN (SELECT id FROM claims WHERE office_hours_id = $1)",
            connection
        );
        command.Parameters.AddWithValue(hours);
        await using var reader = await command.ExecuteReaderAsync();
        var moved = new HashSet<Guid>();
        while (await reader.ReadAsync())
        {
            Assert.Equal("moved", reader.GetString(1));
            Assert.True(moved.Add(reader.GetGuid(0)), "A claim moved twice.");
        }

        return moved;
    }

    private static IEnumerable<Sensitive> Zones()
    {
        using var file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Tzdb", "tzdb-sensitive.json"))
        );
        foreach (var entry in file.RootElement.GetProperty("zones").EnumerateArray())
        {
            var from = Steps.At(entry.Text("from"));
            Instant? until = entry.GetProperty("until").GetString() is { } text ? Steps.At(text) : null;
            foreach (var id in entry.GetProperty("zones").EnumerateArray())
            {
                yield return new Sensitive(id.GetString()!, from, until);
            }
        }
    }

    private sealed record Sensitive(string Id, Instant From, Instant? Until)
    {
        public bool Changed(Interval during) => during.End >= From && !(during.Start > Until);
    }
}
