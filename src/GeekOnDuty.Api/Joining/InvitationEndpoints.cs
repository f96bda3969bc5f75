using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Joining;

internal static class InvitationEndpoints
{
    private static readonly Duration Lasts = Duration.FromDays(14);

    public static void MapInvitations(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/rotas/{rota}/invitations");
        group.MapGet("", List).PrivateRead().WithName("ListInvitations").WithSummary("List invitations");
        group.MapPost("", Create).Write().WithName("CreateInvitation").WithSummary("Invite somebody");
        group.MapDelete("/{id:guid}", Revoke).Write().WithName("RevokeInvitation").WithSummary("Revoke an invitation");
    }

    /// <summary>For coordinators. By id, which is in the order they were made; expired, used up and revoked ones too. Secrets are never shown again.</summary>
    internal static async Task<Ok<Page<Invitation>>> List(
        StoredRota rota,
        Actor actor,
        InvitationQueries invitations,
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
                (after, rows) => invitations.ListAsync(rota.Id, after, rows, ct),
                invitation => invitation.Id
            )
        );
    }

    /// <summary>For coordinators. The answer has the secret and the address of its page, once; only a hash is kept.</summary>
    internal static async Task<Results<Created<NewInvitation>, ProblemHttpResult>> Create(
        StoredRota rota,
        Actor actor,
        Body<InvitationBody> body,
        InvitationQueries invitations,
        HttpRequest request,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        var (role, wanted, uses) = body.Value;
        var now = clock.GetCurrentInstant();
        var expiresAt = wanted ?? now + Lasts;
        var latest = now.InUtc().LocalDateTime.PlusYears(1).InUtc().ToInstant();
        if (expiresAt <= now || expiresAt > latest)
        {
            return Errors.One("expiresAt", "It lies in the past, or more than a year ahead.");
        }

        var (invitation, secret) = await invitations.InsertAsync(rota.Id, actor.VolunteerId, role, expiresAt, uses, now, ct);
        var path = $"/{rota.Rota.Slug}/join/{secret}";
        return TypedResults.Created(
            $"/v1/rotas/{rota.Rota.Slug}/invitations/{invitation.Id}",
            new NewInvitation(invitation, secret, path, new Uri(request.OfSite(), path).AbsoluteUri)
        );
    }

    /// <summary>For coordinators. From now on it lets nobody in; whoever came by it stays.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        StoredRota rota,
        Guid id,
        Actor actor,
        InvitationQueries invitations,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        return await invitations.RevokeAsync(rota.Id, id, clock.GetCurrentInstant(), ct)
            ? TypedResults.NoContent()
            : Problems.NotFound.With("There is no such invitation, or it is revoked already.");
    }
}
