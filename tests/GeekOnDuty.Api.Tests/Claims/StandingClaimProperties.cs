using System.Net.Http.Json;
using System.Text.Json;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>
/// Random rotas, claims and edits. After each edit: every claim that still fits is kept, a seat held by a standing claim is on a date that the holder is
/// entitled to, no seat is open for which somebody is entitled and free, and doing the edit again changes nothing.
/// </summary>
/// <remarks>A failing seed is in the message. `GEEKONDUTY_TEST_WORLDS` makes more of them, as the benchmarks' README says.</remarks>
public sealed class StandingClaimProperties(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const int Edits = 6;
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 7, 0);
    private static readonly LocalDate First = new(2026, 3, 2);
    private static readonly string[] Rules =
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY;BYDAY=MO,WE",
        "FREQ=WEEKLY;BYDAY=TU,TH,SA",
        "FREQ=DAILY;INTERVAL=2",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    ];

    private static int Worlds =>
        int.TryParse(Environment.GetEnvironmentVariable("GEEKONDUTY_TEST_WORLDS"), out var worlds) ? worlds : 6;

    [Fact]
    public async Task Edits_keep_what_fits_and_give_standing_claims_what_they_are_entitled_to()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        for (var seed = 1; seed <= Worlds; seed++)
        {
            await RunAsync(app, seed);
        }
    }

    private async Task RunAsync(TestApp app, int seed)
    {
        var random = new Random(seed);
        var rota = await app.Given.RotaAsync(claimOpensBefore: "P12D");
        var hours = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            var start = random.Next(8, 14);
            hours.Add(
                await app.Given.OfficeHoursAsync(
                    rota,
                    startTime: Clock(start),
                    endTime: Clock(start + random.Next(1, 4)),
                    recurrence: Pick(random, Rules),
                    seats: random.Next(1, 3)
                )
            );
        }

        var people = new List<Person>();
        for (var i = 0; i < 4; i++)
        {
            people.Add(await app.Given.PersonAsync($"V{i}", rota));
        }

        for (var i = 0; i < 7; i++)
        {
            using var standing = await Pick(random, people).Client.StandAsync(rota, Pick(random, hours), RandomStanding(random));
            Assert.Contains((int)standing.StatusCode, (int[])[201, 409]);
        }

        for (var i = 0; i < 8; i++)
        {
            var (person, date) = (Pick(random, people), First.PlusDays(random.Next(0, 12)));
            using var claim = await person.Client.ClaimAsync(rota, Pick(random, hours), Text(date));
            Assert.Contains((int)claim.StatusCode, (int[])[201, 404, 409]);
        }

        for (var i = 0; i < Edits; i++)
        {
            var before = await StateAsync(app, rota);
            var edit = RandomEdit(random, rota, hours, people, before);
            using var response = await edit(app.Admin);
            Assert.True((int)response.StatusCode is 200 or 204 or 404 or 400, await response.Content.ReadAsStringAsync());
            var after = await StateAsync(app, rota);
            var message = $"seed {seed}, edit {i}";
            ThatWhatFitsIsKept(before, after, message);
            ThatHoldersAreEntitled(after, message);
            ThatNobodyEntitledIsLeftOut(after, message);
            using var again = await edit(app.Admin);
            Assert.Equal(after.Held, (await StateAsync(app, rota)).Held);
        }
    }

    private static void ThatWhatFitsIsKept(World before, World after, string message)
    {
        var kept = after.Held.ToDictionary(claim => claim.Id);
        var fitting = before.Held.Where(claim => Fits(claim, after)).ToList();
        foreach (var slot in fitting.GroupBy(claim => (claim.OfficeHoursId, claim.OnDate)))
        {
            var maximum = after.SlotOf(slot.First())!.Seats.Maximum;
            foreach (var claim in slot.OrderBy(claim => claim.Seat).Take(maximum))
            {
                var isReleasedByHand = after.GivenBackClaims.Contains(claim.Id);
                var isMovedIntoAnother =
                    after.SlotOf(claim)!.During != claim.During
                    && after.Held.Any(other =>
                        other.Id != claim.Id
                        && other.VolunteerId == claim.VolunteerId
                        && Overlap(other.During, after.SlotOf(claim)!.During)
                    );
                Assert.True(
                    isReleasedByHand || isMovedIntoAnother || kept.ContainsKey(claim.Id),
                    $"{message}: {claim} fits and was released"
                );
            }
        }
    }

    private static bool Fits(ClaimRow claim, World world) =>
        world.SlotOf(claim) is { IsCancelled: false }
        && world.Members.Contains(claim.VolunteerId!.Value)
        && (
            claim.StandingClaimId is not { } id
            || (
                world.Standing.TryGetValue(id, out var standing)
                && standing.Chooses(world.Hours[claim.OfficeHoursId], claim.OnDate)
            )
        );

    private static void ThatHoldersAreEntitled(World world, string message) =>
        Assert.All(
            world.Held.Where(claim => claim.StandingClaimId is not null),
            claim =>
                Assert.True(
                    world.Standing.TryGetValue(claim.StandingClaimId!.Value, out var standing)
                        && standing.Chooses(world.Hours[claim.OfficeHoursId], claim.OnDate)
                        && world.Members.Contains(claim.VolunteerId!.Value)
                        && !world.GivenBack.Contains((claim.StandingClaimId!.Value, claim.OnDate)),
                    $"{message}: {claim} is held by a standing claim that is not entitled to it"
                )
        );

    private static void ThatNobodyEntitledIsLeftOut(World world, string message)
    {
        foreach (var standing in world.Standing.Values.Where(each => world.Members.Contains(each.VolunteerId!.Value)))
        {
            var hours = world.Hours[standing.OfficeHoursId];
            foreach (var date in standing.Dates(hours, First.PlusDays(-3)).TakeWhile(date => date <= First.PlusDays(13)))
            {
                var slot = hours.EndedFrom is null ? hours.Rules.SlotOn(date) : null;
                if (slot?.ClosureAt(Now, Period.FromDays(12)) is not null || slot is null)
                {
                    continue;
                }

                var holders = world.Held.Where(claim => claim.OfficeHoursId == hours.Id && claim.OnDate == date).ToList();
                var isFree = world.Held.All(claim =>
                    claim.VolunteerId != standing.VolunteerId || !Overlap(claim.During, slot.During)
                );
                Assert.True(
                    holders.Count >= slot.Seats.Maximum || !isFree || world.GivenBack.Contains((standing.Id, date)),
                    $"{message}: {standing} is entitled to the open slot of {date}"
                );
            }
        }
    }

    private static Func<HttpClient, Task<HttpResponseMessage>> RandomEdit(
        Random random,
        string rota,
        List<Guid> hours,
        List<Person> people,
        World world
    )
    {
        var id = Pick(random, hours);
        var date = Text(First.PlusDays(random.Next(1, 11)));
        var start = random.Next(8, 14);
        var (from, until) = (Clock(start), Clock(start + random.Next(1, 4)));
        var dates = Enumerable.Range(0, random.Next(0, 4)).Select(_ => Text(First.PlusDays(random.Next(1, 12)))).ToArray();
        var (rule, seats, adds) = (Pick(random, Rules), random.Next(1, 3), random.Next(2) == 0);
        var claim = world.Held.Count == 0 ? Guid.NewGuid() : Pick(random, world.Held).Id;
        var standing = world.Standing.Count == 0 ? Guid.NewGuid() : Pick(random, world.Standing.Keys.Order().ToList());
        var person = Pick(random, people).Id;
        return random.Next(9) switch
        {
            0 or 1 or 2 => client =>
                client.PutHoursAsync(
                    rota,
                    id,
                    from,
                    until,
                    rule,
                    seats,
                    extraDates: adds ? dates : null,
                    exceptDates: adds ? null : dates
                ),
            3 => client => client.ChangeSlotAsync(rota, id, date, new { cancelled = true }),
            4 => client => client.ChangeSlotAsync(rota, id, date, new { startTime = from, endTime = until }),
            5 => client => client.ChangeSlotAsync(rota, id, date, new { cancelled = false }),
            6 => client => client.DeleteAsync($"/v1/rotas/{rota}/claims/{claim}"),
            7 => client => client.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{standing}"),
            _ => client => client.DeleteAsync($"/v1/rotas/{rota}/members/{person}"),
        };
    }

    private static object RandomStanding(Random random)
    {
        var from = Text(First.PlusDays(random.Next(-3, 6)));
        var weekdays = StandingPattern.WeekdayCodes.Where(_ => random.Next(3) == 0).DefaultIfEmpty("MO").ToArray();
        return random.Next(3) switch
        {
            0 => new { from, every = random.Next(1, 4) },
            1 => new
            {
                from,
                weekdays,
                everyWeeks = random.Next(1, 3),
            },
            _ => new { from, weekdays },
        };
    }

    private static async Task<World> StateAsync(TestApp app, string slug)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var rota = (await services.GetRequiredService<RotaQueries>().BySlugAsync(slug, ct))!;
        var queries = services.GetRequiredService<StandingClaimQueries>();
        var standing = await queries.ListAsync(rota.Id, ct);
        var claims = await services
            .GetRequiredService<ClaimQueries>()
            .ListAsync(
                rota.Id,
                null,
                new Interval(Now, Now + Duration.FromDays(60)),
                (Now - Duration.FromDays(9), Guid.Empty),
                5000,
                ct
            );
        using var members = await app.Admin.GetAsync($"/v1/rotas/{slug}/members", ct);
        return new World(
            (await services.GetRequiredService<OfficeHoursQueries>().AllAsync(rota.Id, ct)).ToDictionary(hours => hours.Id),
            standing.ToDictionary(each => each.Id),
            [.. claims.Where(claim => claim.ReleasedAt is null).OrderBy(claim => claim.Id)],
            (await queries.OccupancyAsync(rota.Id, standing, Now, ct)).GivenBack,
            [.. claims.Where(claim => claim.ReleasedAt is not null).Select(claim => claim.Id)],
            [.. (await members.ShouldBe(200)).Items().Select(member => member.GetProperty("volunteerId").GetGuid())]
        );
    }

    private static bool Overlap(Interval a, Interval b) => a.Start < b.End && b.Start < a.End;

    private static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private static string Text(LocalDate date) => date.ToString("uuuu-MM-dd", null);

    private static string Clock(int hour) => new LocalTime(hour, 0).ToString("HH:mm", null);

    private sealed record World(
        Dictionary<Guid, StoredOfficeHours> Hours,
        Dictionary<Guid, StandingClaim> Standing,
        List<ClaimRow> Held,
        IReadOnlySet<(Guid StandingClaimId, LocalDate Date)> GivenBack,
        HashSet<Guid> GivenBackClaims,
        HashSet<Guid> Members
    )
    {
        public Slot? SlotOf(ClaimRow claim) => Hours[claim.OfficeHoursId].Rules.SlotOn(claim.OnDate);
    }
}
