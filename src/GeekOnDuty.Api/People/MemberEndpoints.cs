using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.People;

internal static class MemberEndpoints
{
    private const string BeforeChanging = "before_changing";
    private const string BeforeRemoving = "before_removing";

    public static void MapMembers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas/{rota}/members", List).PrivateRead().WithName("ListMembers").WithSummary("List members");
        v1.MapPut("/rotas/{rota}/members/{volunteerId:guid}", Change)
            .Write(Problems.LastCoordinator)
            .WithName("SetMember")
            .WithSummary("Add a member, or change a role");
        v1.MapDelete("/rotas/{rota}/members/{volunteerId:guid}", Remove)
            .Write(Problems.LastCoordinator)
            .WithName("RemoveMember")
            .WithSummary("Remove a member");
    }

    /// <summary>For coordinators. By volunteer id.</summary>
    internal static async Task<Ok<Page<Member>>> List(
        StoredRota rota,
        Actor actor,
        MemberQueries members,
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        return TypedResults.Ok(
            await Page.ByIdAsync(
                limit,
                cursor,
                (after, rows) => members.ListAsync(rota.Id, after, rows, ct),
                member => member.VolunteerId
            )
        );
    }

    /// <summary>
    /// For coordinators: a volunteer who is in one of their rotas, or whom they added and who is in none yet. An admin may add anybody. Another role
    /// than before signs them out. The last coordinator of a rota stays one. A role changes no claim, so `affected` is empty; `dryRun=true` stores
    /// nothing.
    /// </summary>
    internal static async Task<Results<Ok<AffectedClaims>, Ok<ChangedMember>, ProblemHttpResult>> Change(
        StoredRota rota,
        Guid volunteerId,
        Actor actor,
        Body<MemberBody> body,
        BooleanParam? dryRun,
        MemberQueries members,
        VolunteerQueries volunteers,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        await db.SaveAsync(BeforeChanging, ct);
        var set = await Set(rota, volunteerId, actor, body, members, volunteers, clock, ct);
        if (set.Result is not Ok<Member> { Value: { } member })
        {
            return (ProblemHttpResult)set.Result;
        }

        if (dryRun?.Value == true)
        {
            await db.RollbackToAsync(BeforeChanging);
            return TypedResults.Ok(new AffectedClaims([]));
        }

        return TypedResults.Ok(new ChangedMember(member, []));
    }

    /// <summary>Gives a volunteer a role in the rota.</summary>
    internal static async Task<Results<Ok<Member>, ProblemHttpResult>> Set(
        StoredRota rota,
        Guid volunteerId,
        Actor actor,
        Body<MemberBody> body,
        MemberQueries members,
        VolunteerQueries volunteers,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        if (await volunteers.LockAsync(actor, volunteerId, ct) is not { } seen)
        {
            return Problems.NoSuch("volunteer");
        }

        await members.SetAsync(rota.Id, volunteerId, body.Value.Role, actor, clock.GetCurrentInstant(), ct);
        return TypedResults.Ok(new Member(volunteerId, seen.Volunteer.DisplayName, body.Value.Role));
    }

    /// <summary>
    /// For coordinators. Claims that have not begun are released, standing claims end; past claims stay. They are signed out, and invitations of theirs
    /// revoked. The last coordinator of a rota stays. `dryRun=true` stores nothing and tells which claims it would release.
    /// </summary>
    internal static async Task<Results<NoContent, Ok<AffectedClaims>, ProblemHttpResult>> Remove(
        StoredRota rota,
        Guid volunteerId,
        Actor actor,
        BooleanParam? dryRun,
        MemberQueries members,
        StandingClaims standingClaims,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        var now = clock.GetCurrentInstant();
        await standingClaims.LockAllAsync(rota.Id, ct);
        await db.SaveAsync(BeforeRemoving, ct);
        var name = await members.HoldPersonAsync(volunteerId, ct);
        if (await members.RemoveAsync(rota.Id, volunteerId, actor, now, ct) is not { } freed)
        {
            return Problems.NoSuch("member");
        }

        if (dryRun?.Value == true)
        {
            await db.RollbackToAsync(BeforeRemoving);
            return TypedResults.Ok(
                new AffectedClaims([
                    .. freed
                        .OrderBy(claim => claim.During.Start)
                        .Select(claim => new AffectedClaim(
                            claim.Id,
                            claim.HolderId.Named(name!),
                            claim.OnDate,
                            ClaimEffect.Released,
                            "The holder is not a member any more."
                        )),
                ])
            );
        }

        await standingClaims.TakeFreedAsync(rota, freed, now, ct);
        return TypedResults.NoContent();
    }
}
