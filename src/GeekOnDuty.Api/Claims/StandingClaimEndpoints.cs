using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Observability;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

internal static class StandingClaimEndpoints
{
    public static void MapStandingClaims(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/rotas/{rota}/office-hours/{id:guid}/standing-claims", Create)
            .CountsClaims()
            .Write()
            .LimitClaims()
            .WithName("CreateStandingClaim")
            .WithSummary("Claim every slot, or every n-th");
        v1.MapDelete("/rotas/{rota}/standing-claims/{id:guid}", End)
            .Write()
            .WithName("EndStandingClaim")
            .WithSummary("End a standing claim");
    }

    /// <summary>
    /// Takes every slot, or every n-th, from the local date `from` on, as far as the claim window of the rota is open; later slots follow by
    /// themselves as they open. Slots that are over are skipped. The n-th is counted in dates of the rule, cancelled ones too.
    /// </summary>
    internal static async Task<Results<Created<StandingClaimAnswer>, ProblemHttpResult>> Create(
        StoredRota rota,
        Guid id,
        Actor actor,
        Body<StandingClaimBody> body,
        OfficeHoursQueries officeHours,
        OrganisationQueries organisations,
        MemberQueries members,
        StandingClaimQueries queries,
        StandingClaims standingClaims,
        ClaimQueries claims,
        ClaimAttempt attempt,
        IClock clock,
        CancellationToken ct
    )
    {
        var (named, from, until, every) = body.Value;
        var holder = await ClaimEndpoints.HolderAsync(named, rota, actor, organisations, ct);
        var hours = await officeHours.HoldAsync(rota.Id, id, ct);
        if (holder.VolunteerId is { } volunteerId && !await members.HoldAsync(rota.Id, volunteerId, ct))
        {
            return ClaimEndpoints.NotAMember();
        }

        if (hours is null)
        {
            return Problems.NoSuch("office hours");
        }

        var now = clock.GetCurrentInstant();
        var standingId = Guid.CreateVersion7(now.ToDateTimeOffset());
        var standing = new StandingClaim(
            standingId,
            rota.Id,
            id,
            standingId.ToString(),
            holder.VolunteerId,
            holder.OrganisationId,
            from,
            until,
            every
        );
        await queries.InsertAsync(standing, now, ct);
        var followed = await standingClaims.FollowAsync(rota, hours, standing, now, ct);
        attempt.Note(followed);
        var taken = await claims.FindAllAsync(followed.Taken, ct);
        return TypedResults.Created(
            $"/v1/rotas/{rota.Rota.Slug}/standing-claims/{standing.Id}",
            new StandingClaimAnswer(standing.Id, [.. taken.Select(claim => claim.ToClaim())], followed.Refused)
        );
    }

    /// <summary>
    /// For the holder and for coordinators. It takes no slots from the local date `from` on, by default today, and what it took from then on is
    /// released; earlier claims stay, and so do slots that have begun or that a holder could not release any more.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> End(
        StoredRota rota,
        Guid id,
        DateParam? from,
        Actor actor,
        OfficeHoursQueries officeHours,
        StandingClaimQueries queries,
        ClaimQueries claims,
        IClock clock,
        CancellationToken ct
    )
    {
        // Unlike claims, standing claims show nowhere: whoever is not concerned is not told of them either.
        if (
            await queries.LockAsync(rota.Id, id, ct) is not { } standing
            || !(standing.VolunteerId == actor.VolunteerId || actor.MayCoordinate(rota.Id))
        )
        {
            return Problems.NoSuch("standing claim");
        }

        var now = clock.GetCurrentInstant();
        var hours = (await officeHours.AllAsync(rota.Id, ct)).Single(hours => hours.Id == standing.OfficeHoursId);
        var today = hours.Today(now);
        var first = LocalDate.Max(from?.Value ?? today, today);
        var mayRelease = (await queries.HeldAsync(id, first, now, ct)).Where(held =>
            actor.MayCoordinate(rota.Id) || hours.Rules.SlotOn(held.Date)?.ReleaseClosesAt(rota.ReleaseClosesBefore) > now
        );
        await queries.EndAsync(standing, first.PlusDays(-1), ct);
        await claims.ReleaseAsync([.. mayRelease.Select(held => held.ClaimId)], ReleasedBy.StandingEnded, now, ct);
        return TypedResults.NoContent();
    }
}

/// <summary>The body of a standing claim.</summary>
/// <param name="Holder">Nobody named: the actor.</param>
/// <param name="From">The first local date.</param>
/// <param name="Until">The last one; null for ever.</param>
/// <param name="Every">1 for every slot, 2 for every other, up to 100.</param>
internal sealed record StandingClaimBody(
    [property: System.Text.Json.Serialization.JsonIgnore] HolderId Holder,
    LocalDate From,
    LocalDate? Until,
    int Every
) : IReadFromBody<StandingClaimBody>
{
    /// <summary>A member of the rota; yourself when both are left out.</summary>
    public Guid? VolunteerId => Holder.VolunteerId;

    /// <summary>An organisation that has not yet named the person.</summary>
    public Guid? OrganisationId => Holder.OrganisationId;

    public static StandingClaimBody Read(Members members)
    {
        var (from, until) = (members.Date("from"), members.OptionalDate("until"));
        if (until < from)
        {
            members.Errors.Add(members.PathOf("until"), "It lies before from.");
        }

        return new StandingClaimBody(ClaimBody.Read(members).Holder, from, until, members.OptionalInteger("every", 1, 100, 1));
    }
}

/// <param name="Id">Of the standing claim.</param>
/// <param name="Taken">The claims it took, by date.</param>
/// <param name="Refused">The dates it could not take, and why.</param>
internal sealed record StandingClaimAnswer(Guid Id, IReadOnlyList<Claim> Taken, IReadOnlyList<RefusedDate> Refused);
