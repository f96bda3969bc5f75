using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>Renders the page on which somebody joins a rota.</summary>
internal sealed class JoinPageRenderer(InvitationQueries invitations, JoinRequestQueries requests, IClock clock)
{
    /// <param name="secret">The secret of an invitation; null for none.</param>
    /// <param name="refused">Why the form was refused; null when nothing was sent.</param>
    /// <param name="message">The message that was typed.</param>
    public async Task<RazorComponentResult> ShowAsync(
        StoredRota rota,
        string? secret,
        Actor? visitor,
        CancellationToken ct,
        FormErrors? refused = null,
        string? message = null
    ) =>
        PageConventions.Show<JoinPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                rota.Rota.Description,
                rota.Rota.Notice,
                JoinView.Of(rota.Rota).Contact,
                Path = secret is null ? $"/{rota.Rota.Slug}/join" : $"/{rota.Rota.Slug}/join/{secret}",
                How = await WayAsync(rota, secret, visitor, ct),
                IsSignedIn = visitor is not null,
                IsMember = visitor?.IsMemberOf(rota.Id) ?? false,
                MayManage = visitor?.MayCoordinate(rota.Id) ?? false,
                IsCoordinator = visitor?.Coordinates(rota.Id) ?? false,
                Refused = refused,
                Message = message,
            },
            refused?.Status ?? 200
        );

    private async Task<JoinPage.Way> WayAsync(StoredRota rota, string? secret, Actor? visitor, CancellationToken ct) =>
        rota.IsArchived ? JoinPage.Way.Archived
        : secret is not null ? WayOf(await invitations.FindAsync(rota.Id, secret, clock.GetCurrentInstant(), ct))
        : rota.Rota.Joining == JoiningPolicy.Open ? JoinPage.Way.Open
        : rota.Rota.Joining == JoiningPolicy.Invitation ? JoinPage.Way.ByInvitation
        : visitor is not null && await requests.FindAsync(rota.Id, visitor.VolunteerId, ct) is not null ? JoinPage.Way.Asked
        : JoinPage.Way.Approval;

    private static JoinPage.Way WayOf(Invitation? invitation) =>
        invitation?.Role switch
        {
            null => JoinPage.Way.NotValid,
            Role.Coordinator => JoinPage.Way.InvitedToCoordinate,
            _ => JoinPage.Way.Invited,
        };
}
