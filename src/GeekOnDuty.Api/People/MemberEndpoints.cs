using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.People;

internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas/{rota}/members", List).PrivateRead().WithName("ListMembers").WithSummary("List members");
        v1.MapPut("/rotas/{rota}/members/{volunteerId:guid}", Set)
            .Write()
            .WithName("SetMember")
            .WithSummary("Add a member, or change a role");
        v1.MapDelete("/rotas/{rota}/members/{volunteerId:guid}", Remove)
            .Write()
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

    /// <summary>For coordinators: a volunteer who is in one of their rotas, or whom they added and who is in none yet. An admin may add anybody. Another role than before signs them out.</summary>
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

        await members.SetAsync(rota.Id, volunteerId, body.Value.Role, clock.GetCurrentInstant(), ct);
        return TypedResults.Ok(new Member(volunteerId, seen.Volunteer.DisplayName, body.Value.Role));
    }

    /// <summary>For coordinators. Claims that have not begun are released, standing claims end; past claims stay. They are signed out, and invitations of theirs revoked.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        StoredRota rota,
        Guid volunteerId,
        Actor actor,
        MemberQueries members,
        StandingClaimQueries standingClaims,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        await standingClaims.LockAllOfAsync(volunteerId, ct);
        return await members.RemoveAsync(rota.Id, volunteerId, clock.GetCurrentInstant(), ct)
            ? TypedResults.NoContent()
            : Problems.NoSuch("member");
    }
}
