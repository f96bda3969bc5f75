using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Rotas;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

/// <summary>A date that a standing claim could not take.</summary>
/// <param name="Date">The slot's local date.</param>
/// <param name="Problem">The type of the problem, as POST …/claims would have answered it.</param>
internal sealed record RefusedDate(LocalDate Date, string Problem);

/// <summary>What following a standing claim came to.</summary>
internal sealed record Followed(IReadOnlyList<Guid> Taken, IReadOnlyList<RefusedDate> Refused);

/// <summary>Turns standing claims into claims, as far as the claim window of the rota is open, and again as it moves on.</summary>
internal sealed class StandingClaims(
    StandingClaimQueries standingClaims,
    OfficeHoursQueries officeHours,
    Claiming claiming,
    ClaimQueries claims
)
{
    /// <summary>Takes what is open and not dealt with yet. Slots that are over are skipped, and so are dates that its holder gave back.</summary>
    /// <param name="standing">Held by this transaction.</param>
    /// <param name="rota">Its rota.</param>
    /// <param name="hours">Its office hours.</param>
    /// <param name="now">Decides what is over and what is open.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Followed> FollowAsync(
        StoredRota rota,
        StoredOfficeHours hours,
        StandingClaim standing,
        Instant now,
        CancellationToken ct
    )
    {
        await KeepStepAsync(hours, standing, now, ct);
        var dealtWith = await standingClaims.DealtWithAsync(standing.Id, ct);
        var (taken, refused) = (new List<Guid>(), new List<RefusedDate>());
        Instant? nextOpens = null;
        foreach (var date in DatesOf(standing, hours, now))
        {
            if (hours.Rules.SlotOn(date) is not { } slot || slot.EndsAt <= now || dealtWith.Contains(date))
            {
                continue;
            }

            if (slot.OpensAt(rota.ClaimOpensBefore) is var opensAt && opensAt > now)
            {
                nextOpens = opensAt;
                break;
            }

            var outcome = await claiming.TakeAsync(
                rota,
                hours,
                date,
                standing.Holder,
                ClaimOrigin.Standing,
                standing.Id,
                now,
                ct
            );
            if (outcome.Claim is { Id: var id })
            {
                taken.Add(id);
            }
            else
            {
                refused.Add(new RefusedDate(date, outcome.Problem!.Type));
            }
        }

        await standingClaims.FollowAtAsync(standing.Id, nextOpens, ct);
        return new Followed(taken, refused);
    }

    /// <summary>Holds those of some office hours until the transaction ends: for a change, before it touches claims.</summary>
    public Task LockAsync(StoredRota rota, Guid officeHoursId, CancellationToken ct) =>
        standingClaims.LockListAsync(rota.Id, officeHoursId, ct);

    /// <summary>Follows every standing claim of a rota, or of some of its office hours, after a change in this transaction.</summary>
    public async Task FollowAsync(StoredRota rota, Instant now, CancellationToken ct, Guid? officeHoursId = null)
    {
        var hours = (await officeHours.HoldAllAsync(rota.Id, officeHoursId, ct)).ToDictionary(hours => hours.Id);
        foreach (var standing in await standingClaims.LockListAsync(rota.Id, officeHoursId, ct))
        {
            await FollowAsync(rota, hours[standing.OfficeHoursId], standing, now, ct);
        }
    }

    /// <summary>Gives back slots to come that a change of the rule has put out of step: their dates are no n-th ones any more.</summary>
    private async Task KeepStepAsync(StoredOfficeHours hours, StandingClaim standing, Instant now, CancellationToken ct)
    {
        var held = standing.Every == 1 ? [] : await standingClaims.HeldAsync(standing.Id, standing.FromDate, now, ct);
        var mayHold = held.Count == 0 ? [] : DatesOf(standing, hours, now).TakeWhile(date => date <= held[^1].Date).ToHashSet();
        var outOfStep = held.Where(each => !(each.Date > standing.UntilDate) && !mayHold.Contains(each.Date));
        await claims.ReleaseAsync([.. outOfStep.Select(each => each.ClaimId)], ReleasedBy.Change, now, ct);
    }

    /// <summary>Every n-th date of the rule from its first on, counted with cancelled ones, so that a cancelled slot shifts nothing.</summary>
    private static IEnumerable<LocalDate> DatesOf(StandingClaim standing, StoredOfficeHours hours, Instant now)
    {
        var notOver = now.InUtc().Date.PlusDays(-3);
        return hours
            .Rules.Dates(standing.FromDate, standing.UntilDate ?? Values.LastDate)
            .Where((_, i) => i % standing.Every == 0)
            .SkipWhile(date => date < notOver);
    }
}
