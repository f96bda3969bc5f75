using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.OnDuty;

/// <summary>
/// What the first answer takes is nearly all compiling. So one is made of a rota that there is not, while the start does other things, and
/// a request goes through the conventions of HTTP, while the server begins to listen. Neither is waited for, and nothing depends on them.
/// </summary>
internal static class Rehearsal
{
    private static readonly Guid Rota = Guid.Empty;

    /// <summary>Makes an answer, meanwhile.</summary>
    public static void Begin(IClock clock) => _ = Task.Run(() => Answer(clock.GetCurrentInstant()));

    /// <summary>Has a request for a rota that is in memory go through all that comes after, meanwhile, as soon as there are routes.</summary>
    public static void UseRehearsal(this WebApplication app) =>
        app.Use(next =>
        {
            _ = Task.Run(() => RequestAsync(app.Services, next));
            return next;
        });

    private static async Task RequestAsync(IServiceProvider services, RequestDelegate next)
    {
        var loaded = services.GetRequiredService<RotaSnapshots>().All.Where(each => each.Rota.Snapshot is not null);
        if (loaded.Select(each => each.Slug).FirstOrDefault() is not { } slug)
        {
            return;
        }

        await using var scope = services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Request.Method = HttpMethods.Get;
        http.Request.Path = $"/v1/rotas/{slug}/on-duty";
        await next(http);
    }

    /// <summary>The answer of a rota with somebody on duty at <paramref name="now"/> and somebody next.</summary>
    public static ReadyAnswer Answer(Instant now)
    {
        var today = now.InUtc().Date;
        var link = new Link("irc", "#rehearsal", "ircs://irc.example.org/rehearsal");
        var terms = new OfficeHoursTerms(
            "Rehearsal",
            "UTC",
            today.PlusDays(-1),
            null,
            LocalTime.Midnight,
            LocalTime.Midnight,
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
            [],
            [],
            new Seats(1, 1),
            [link],
            ["rehearsal"],
            ["en"],
            null
        );
        var hours = new StoredOfficeHours(
            Guid.NewGuid(),
            "rehearsal",
            1,
            null,
            new Dictionary<LocalDate, OfficeHoursTerms> { [terms.StartDate] = terms },
            new Dictionary<LocalDate, SlotOverride>()
        );
        HolderProfile[] volunteers = [Volunteer(), Volunteer()];
        ClaimRow[] claims = [Claim(today, volunteers[0]), Claim(today.PlusDays(1), volunteers[1])];
        var timeline = new RotaTimeline(
            new TransactionSnapshot("1:1:"),
            new Interval(now - Duration.FromDays(10), now + Duration.FromDays(10)),
            new ClaimsBeyond(Earlier: true, Later: true),
            new StoredRota(
                Rota,
                new Rota(
                    "rehearsal",
                    "Rehearsal",
                    "",
                    "UTC",
                    "",
                    [link],
                    [],
                    RotaRules.Default,
                    Visibility.Unlisted,
                    JoiningPolicy.Invitation
                )
            ),
            new Dictionary<Guid, StoredOfficeHours> { [hours.Id] = hours },
            claims.ToDictionary(claim => claim.Id),
            volunteers.ToDictionary(volunteer => volunteer.Id),
            new Dictionary<Guid, OrganisationBrief>()
        );
        return ReadyAnswer.At(timeline, now)!;

        HolderProfile Volunteer() =>
            new(Guid.NewGuid(), "UTC", [], [], [new Contact("irc", "rehearsal", null, Public: true)], null);

        ClaimRow Claim(LocalDate date, HolderProfile volunteer) =>
            new(
                Guid.NewGuid(),
                Rota,
                hours.Id,
                date,
                1,
                volunteer.Id,
                null,
                "Rehearsal",
                new Interval(date.AtMidnight().InUtc().ToInstant(), date.PlusDays(1).AtMidnight().InUtc().ToInstant()),
                ClaimOrigin.Self,
                now,
                null
            );
    }
}
