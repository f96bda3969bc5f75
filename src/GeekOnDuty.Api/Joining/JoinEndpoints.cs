using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Joining;

internal static class JoinEndpoints
{
    public static void MapJoining(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/rotas/{rota}/join", Join)
            .Write(Problems.InvitationNeeded, Problems.InvitationNotValid)
            .WithName("JoinRota")
            .WithSummary("Join a rota");
        v1.MapGet("/rotas/{rota}/join-requests", ListRequests)
            .PrivateRead()
            .WithName("ListJoinRequests")
            .WithSummary("List who would like to join");
        v1.MapPut("/rotas/{rota}/join-requests/{volunteerId:guid}", Approve)
            .Write()
            .WithName("ApproveJoinRequest")
            .WithSummary("Make somebody who asked a member");
        v1.MapDelete("/rotas/{rota}/join-requests/{volunteerId:guid}", Decline)
            .Write()
            .WithName("DeclineJoinRequest")
            .WithSummary("Decline or withdraw a request to join");
    }

    /// <summary>
    /// With an invitation: a member with the role that it gives. Without one: a volunteer of an `open` rota; of one by `approval` the coordinators are
    /// asked, once however often this is sent. Who is a member stays what they are, unless the invitation makes a coordinator of a volunteer, and uses none.
    /// </summary>
    internal static async Task<Results<Ok<Member>, Accepted<JoinRequested>, ProblemHttpResult>> Join(
        StoredRota rota,
        Actor actor,
        Body<JoinBody> body,
        MemberQueries members,
        InvitationQueries invitations,
        JoinRequestQueries requests,
        IClock clock,
        CancellationToken ct
    )
    {
        var ((secret, message), who, now) = (body.Value, actor.VolunteerId, clock.GetCurrentInstant());
        if (await members.HoldPersonAsync(who, ct) is not { } name)
        {
            return Problems.NoSuch("volunteer");
        }

        var present = await members.RoleAsync(rota.Id, who, ct);
        Role? given =
            present == Role.Coordinator ? null
            : secret is not null ? await invitations.UseAsync(rota.Id, secret, isVolunteer: present is not null, now, ct)
            : present is null && rota.Rota.Joining == JoiningPolicy.Open ? Role.Volunteer
            : null;
        if (given is { } role)
        {
            await members.SetAsync(rota.Id, who, role, actor, now, ct);
        }

        if ((given ?? present) is { } result)
        {
            return TypedResults.Ok(new Member(who, name, result));
        }

        if (secret is not null)
        {
            return Problems.InvitationNotValid.With(Problems.InvitationNotValid.Meaning);
        }

        if (rota.Rota.Joining == JoiningPolicy.Invitation)
        {
            return Problems.InvitationNeeded.With(
                rota.Rota.Contact is { } contact
                    ? $"{Problems.InvitationNeeded.Meaning} Write to {contact}."
                    : Problems.InvitationNeeded.Meaning
            );
        }

        await requests.AskAsync(rota.Id, who, message ?? "", now, ct);
        return TypedResults.Accepted((string?)null, new JoinRequested());
    }

    /// <summary>For coordinators. By volunteer id.</summary>
    internal static async Task<Ok<Page<JoinRequest>>> ListRequests(
        StoredRota rota,
        Actor actor,
        JoinRequestQueries requests,
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
                (after, rows) => requests.ListAsync(rota.Id, after, rows, ct),
                request => request.VolunteerId
            )
        );
    }

    /// <summary>For coordinators. The request goes, as its answer is there.</summary>
    internal static async Task<Results<Ok<Member>, ProblemHttpResult>> Approve(
        StoredRota rota,
        Guid volunteerId,
        Actor actor,
        Body<MemberBody> body,
        MemberQueries members,
        JoinRequestQueries requests,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        if (
            await members.HoldPersonAsync(volunteerId, ct) is not { } name
            || !await requests.DeleteAsync(rota.Id, volunteerId, "approved", ct)
        )
        {
            return Problems.NoSuch("request");
        }

        await members.SetAsync(rota.Id, volunteerId, body.Value.Role, actor, clock.GetCurrentInstant(), ct);
        return TypedResults.Ok(new Member(volunteerId, name, body.Value.Role));
    }

    /// <summary>For coordinators, and for whoever asked. They may ask again.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Decline(
        StoredRota rota,
        Guid volunteerId,
        Actor actor,
        JoinRequestQueries requests,
        CancellationToken ct
    )
    {
        var isOwn = volunteerId == actor.VolunteerId;
        if (!isOwn)
        {
            actor.RequireCoordinatorOf(rota.Id);
        }

        return await requests.DeleteAsync(rota.Id, volunteerId, isOwn ? "withdrawn" : "declined", ct)
            ? TypedResults.NoContent()
            : Problems.NoSuch("request");
    }
}
