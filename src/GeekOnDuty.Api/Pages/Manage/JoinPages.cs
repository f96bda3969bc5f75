using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Joining;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>How somebody comes into a rota. A link that is only opened changes nothing: its button does.</summary>
internal static class JoinPages
{
    internal static async Task<RazorComponentResult> Get(
        StoredRota rota,
        string? secret,
        Actor? visitor,
        InvitationQueries invitations,
        JoinRequestQueries requests,
        IClock clock,
        CancellationToken ct
    ) => await ShowAsync(rota, secret, visitor, invitations, requests, clock, null, null, ct);

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        StoredRota rota,
        string? secret,
        Actor visitor,
        PageForm form,
        MemberQueries members,
        InvitationQueries invitations,
        JoinRequestQueries requests,
        IClock clock,
        CancellationToken ct
    )
    {
        var joined = await Attempt.Of(
            new JsonObject { ["invitation"] = secret, ["message"] = form.Optional("message") },
            (Body<JoinBody> body) => JoinEndpoints.Join(rota, visitor, body, members, invitations, requests, clock, ct)
        );
        return joined switch
        {
            { Refused: { } refused } => await ShowAsync(
                rota,
                secret,
                visitor,
                invitations,
                requests,
                clock,
                refused,
                form["message"],
                ct
            ),
            { Answer: Ok<Member> } => TypedResults.Redirect($"/{rota.Rota.Slug}/board"),
            _ => TypedResults.Redirect($"/{rota.Rota.Slug}/join"),
        };
    }

    private static async Task<RazorComponentResult> ShowAsync(
        StoredRota rota,
        string? secret,
        Actor? visitor,
        InvitationQueries invitations,
        JoinRequestQueries requests,
        IClock clock,
        FormErrors? refused,
        string? message,
        CancellationToken ct
    )
    {
        var invitation = secret is null ? null : await invitations.FindAsync(rota.Id, secret, clock.GetCurrentInstant(), ct);
        var way =
            rota.IsArchived ? JoinPage.Way.Archived
            : secret is not null ? WayOf(invitation)
            : rota.Rota.Joining == JoiningPolicy.Open ? JoinPage.Way.Open
            : rota.Rota.Joining == JoiningPolicy.Invitation ? JoinPage.Way.ByInvitation
            : visitor is not null && await requests.FindAsync(rota.Id, visitor.VolunteerId, ct) is not null ? JoinPage.Way.Asked
            : JoinPage.Way.Approval;
        return PageConventions.Show<JoinPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                rota.Rota.Description,
                rota.Rota.Notice,
                JoinView.Of(rota.Rota).Contact,
                Path = secret is null ? $"/{rota.Rota.Slug}/join" : $"/{rota.Rota.Slug}/join/{secret}",
                How = way,
                IsSignedIn = visitor is not null,
                IsMember = visitor?.IsMemberOf(rota.Id) ?? false,
                MayManage = visitor?.MayCoordinate(rota.Id) ?? false,
                IsCoordinator = visitor?.Roles.GetValueOrDefault(rota.Id) == Role.Coordinator,
                Refused = refused,
                Message = message,
            },
            refused?.Status ?? 200
        );
    }

    private static JoinPage.Way WayOf(Invitation? invitation) =>
        invitation?.Role switch
        {
            null => JoinPage.Way.NotValid,
            Role.Coordinator => JoinPage.Way.InvitedToCoordinate,
            _ => JoinPage.Way.Invited,
        };
}
