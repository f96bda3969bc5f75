using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <param name="Rota">The rota of the office hours.</param>
/// <param name="OfficeHoursId">The office hours that it claims slots of.</param>
/// <param name="Holder">
/// The volunteer or organisation that gets the seat; <see cref="HolderId.Actor"/> for the actor.
/// </param>
/// <param name="Terms">The dates it is for.</param>
/// <param name="IsDryRun">Nothing is stored; the outcome tells what would be taken.</param>
public sealed record CreateStandingClaimRequest(
    StoredRota Rota,
    Guid OfficeHoursId,
    HolderId Holder,
    StandingClaimTerms Terms,
    bool IsDryRun = false
);

/// <summary>A standing claim could not take a single date.</summary>
/// <param name="Kind">The rule that was in the way.</param>
/// <param name="Detail">About this case.</param>
/// <param name="Dates">Why, for each date that can be claimed now.</param>
public sealed record StandingClaimRefusal(RefusalKind Kind, string Detail, IReadOnlyList<RefusedDate> Dates)
    : Refusal(Kind, Detail)
{
    public override IReadOnlyList<(string Name, object? Value)> Data => [("refused", Dates)];
}

/// <summary>
/// Takes the dates of a pattern, as far as the claim window of the rota is open; later ones follow by themselves as
/// they open. Slots that are over are skipped. With every date refused, or none within 400 days, nothing is stored.
/// </summary>
public sealed class CreateStandingClaim(
    OperationRunner runner,
    DbSession db,
    ClaimHolders holders,
    OfficeHoursQueries officeHours,
    MemberLocks members,
    StandingClaimQueries queries,
    StandingClaims standingClaims,
    ClaimQueries claims,
    ClaimMetrics metrics
)
{
    public Task<Outcome<StandingClaimAnswer>> RunAsync(
        CreateStandingClaimRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    ) => runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<StandingClaimAnswer>> ApplyAsync(
        CreateStandingClaimRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var (rota, id) = (request.Rota, request.OfficeHoursId);
        var holder = await holders.ResolveAsync(request.Holder, rota, actor, ct);
        var hours = await officeHours.HoldAsync(rota.Id, id, ct);
        if (holder.VolunteerId is { } volunteerId && !await members.HoldAsync(rota.Id, volunteerId, ct))
        {
            return ClaimHolders.NotAMember();
        }

        if (hours is null)
        {
            return Refusal.NoSuch("office hours");
        }

        var standing = StandingClaim.Create(rota.Id, id, key: null, holder, request.Terms, now);
        if (!standing.UpcomingSlots(hours, now, StandingClaim.MaxWait).Any())
        {
            return new StandingClaimRefusal(
                RefusalKind.NothingToClaim,
                "Within 400 days these office hours have no slot on the dates that you chose.",
                []
            );
        }

        await queries.InsertAsync(standing, ct);
        var byId = new Dictionary<Guid, StoredOfficeHours> { [id] = hours };
        var followed = (await standingClaims.TakeAsync(rota, byId, [standing], db.Origin, now, ct))[0];
        if (followed is { Taken: [], Refused: [_, ..] })
        {
            return new StandingClaimRefusal(
                RefusalKind.NothingToClaim,
                "None of the dates that can be claimed now is free for the holder, so nothing was stored.",
                followed.Refused
            );
        }

        var taken = (await claims.FindAllAsync([.. followed.Taken.Select(date => date.ClaimId)], ct)).Select(claim =>
            TakenClaim.Of(claim.ToClaim())
        );
        if (request.IsDryRun)
        {
            return Outcome<StandingClaimAnswer>.Of(
                new StandingClaimAnswer(null, [.. taken.Select(claim => claim with { Id = null })], followed.Refused),
                isRehearsal: true
            );
        }

        db.OnCommitted(() => metrics.Count(followed));
        return new StandingClaimAnswer(standing.Id, [.. taken], followed.Refused);
    }
}
