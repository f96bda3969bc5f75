using System.Text.Json.Nodes;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Joining;
using GeekOnDuty.Api.Pages.Me;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>What the page of members shows, asked for once.</summary>
internal sealed class MemberLists(
    MemberQueries members,
    VolunteerQueries volunteers,
    InvitationQueries invitations,
    JoinRequestQueries requests,
    IClock clock
)
{
    private const int InvitationDays = 14;
    private static readonly LimitParam Limit = LimitParam.Parse("200", null);

    public async Task<RazorComponentResult> ShowAsync(
        StoredRota rota,
        Actor visitor,
        CursorParam? cursor,
        PageForm? form,
        FormErrors? refused,
        string? done,
        CancellationToken ct,
        AffectedView? ask = null,
        Guid? toRemove = null
    )
    {
        var page = (await MemberEndpoints.List(rota, visitor, members, Limit, cursor, ct)).Value!;
        var known = await volunteers.ListAsync(visitor, Guid.Empty, Choice.Most, ct);
        var asking = (await JoinEndpoints.ListRequests(rota, visitor, requests, Limit, null, ct)).Value!;
        var (now, zone) = (clock.GetCurrentInstant(), Zones.InUse[rota.Rota.Zone]);
        var open = await invitations.OpenAsync(rota.Id, now, ct);
        var present = page.Items.Select(member => member.VolunteerId).ToHashSet();
        return PageConventions.Show<MembersPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                Members = page
                    .Items.Select(member => new MembersPage.Member(
                        member.VolunteerId.ToString(),
                        member.DisplayName,
                        member.Role == Role.Coordinator,
                        member.VolunteerId == visitor.VolunteerId
                    ))
                    .ToList(),
                Next = page.NextCursor,
                Known = known
                    .Where(person => !present.Contains(person.Id))
                    .Select(person => new Choice(person.Id.ToString(), person.DisplayName))
                    .ToList(),
                Invitations = open.Select(each => new MembersPage.Invited(
                        each.Id.ToString(),
                        Words.Invitations.As(
                            Words.ManageMembers.NameOf(each.Role == Role.Coordinator),
                            Spoken.Moment(each.ExpiresAt, zone),
                            each.Used,
                            each.Uses,
                            each.CreatedBy.Name
                        )
                    ))
                    .ToList(),
                Requests = asking
                    .Items.Select(each => new MembersPage.Asking(
                        each.VolunteerId.ToString(),
                        each.DisplayName,
                        each.Message,
                        Spoken.Moment(each.CreatedAt, zone)
                    ))
                    .ToList(),
                DisplayName = form?["displayName"] ?? "",
                Zone = form?.Optional("zone"),
                Uses = form?.Optional("uses") ?? "1",
                LastDay = form?.Optional("expiresAt") ?? Values.Dates.Format(now.InZone(zone).Date.PlusDays(InvitationDays)),
                MayMakeTokens = visitor.IsAdmin,
                Refused = refused,
                Ask = ask,
                ToRemove = toRemove?.ToString(),
                Done = done,
            },
            refused?.Status ?? 200
        );
    }
}

internal static class MemberPages
{
    private const string BeforeLeaving = "before_leaving";

    internal static async Task<RazorComponentResult> List(
        StoredRota rota,
        Actor visitor,
        MemberLists lists,
        CursorParam? cursor,
        string? done,
        CancellationToken ct
    ) => await lists.ShowAsync(rota, visitor, cursor, null, null, done, ct);

    /// <summary>Makes a volunteer and a member of them.</summary>
    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Add(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        MemberLists lists,
        MemberQueries members,
        VolunteerQueries volunteers,
        OrganisationQueries organisations,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var made = await Attempt.Of(
            new JsonObject { ["displayName"] = form.Optional("displayName"), ["zone"] = form.Optional("zone") },
            (Body<VolunteerBody> body) => VolunteerEndpoints.Create(visitor, body, volunteers, organisations, clock, ct)
        );
        var added = made.Answer is Tagged<Volunteer> volunteer
            ? await Attempt.Of(
                RoleOf(form),
                (Body<MemberBody> body) =>
                    MemberEndpoints.Set(rota, volunteer.Value.Id, visitor, body, members, volunteers, clock, ct)
            )
            : made;
        return await AnswerAsync(rota, visitor, lists, added, form, "added", ct);
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> AddKnown(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        MemberLists lists,
        MemberQueries members,
        VolunteerQueries volunteers,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var added = Guid.TryParseExact(form["volunteerId"], "D", out var id)
            ? await Attempt.Of(
                RoleOf(form),
                (Body<MemberBody> body) => MemberEndpoints.Set(rota, id, visitor, body, members, volunteers, clock, ct)
            )
            : Attempt.Refusing("volunteerId", Words.ManageMembers.ChoosePerson);
        return await AnswerAsync(rota, visitor, lists, added, form, "added", ct);
    }

    /// <summary>Whoever would be a coordinator no more by their own doing is asked first.</summary>
    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> SetRole(
        StoredRota rota,
        Guid volunteerId,
        Actor visitor,
        PageForm form,
        MemberLists lists,
        MemberQueries members,
        VolunteerQueries volunteers,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var isStep = volunteerId == visitor.VolunteerId && visitor.Coordinates(rota.Id) && form["role"] == "volunteer";
        await db.SaveAsync(BeforeLeaving, ct);
        var set = await Attempt.Of(
            RoleOf(form),
            (Body<MemberBody> body) => MemberEndpoints.Set(rota, volunteerId, visitor, body, members, volunteers, clock, ct)
        );
        return isStep && set.Refused is null
            ? await LeaveAsync(rota, visitor, form, db, "", "stepped-down")
            : await AnswerAsync(rota, visitor, lists, set, form, "saved", ct);
    }

    /// <summary>Whoever would leave by their own doing is asked first.</summary>
    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Remove(
        StoredRota rota,
        Guid volunteerId,
        Actor visitor,
        PageForm form,
        MemberLists lists,
        MemberQueries members,
        StandingClaims standingClaims,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        if (volunteerId != visitor.VolunteerId)
        {
            var (gone, ask) = await Rehearsal.Of(
                form,
                dryRun =>
                    Attempt.Of(MemberEndpoints.Remove(rota, volunteerId, visitor, dryRun, members, standingClaims, db, clock, ct))
            );
            return ask is null
                ? await AnswerAsync(rota, visitor, lists, gone, form, "removed", ct)
                : await lists.ShowAsync(rota, visitor, null, form, null, null, ct, ask, volunteerId);
        }

        await db.SaveAsync(BeforeLeaving, ct);
        var removed = await Attempt.Of(
            MemberEndpoints.Remove(rota, volunteerId, visitor, null, members, standingClaims, db, clock, ct)
        );
        return removed.Refused is null
            ? await LeaveAsync(rota, visitor, form, db, "/remove", "left")
            : await AnswerAsync(rota, visitor, lists, removed, form, "removed", ct);
    }

    /// <summary>After what somebody does to their own membership, which can be done: asks, and undoes it, until they have confirmed it.</summary>
    /// <param name="rota">The rota.</param>
    /// <param name="visitor">The person.</param>
    /// <param name="form">Its field `confirmed` says that they were asked.</param>
    /// <param name="db">The session with the savepoint.</param>
    /// <param name="action">The path of the form below that of the member.</param>
    /// <param name="done">The word by which their own page tells what was done.</param>
    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> LeaveAsync(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        DbSession db,
        string action,
        string done
    )
    {
        if (form["confirmed"] == "yes")
        {
            return TypedResults.Redirect($"/me?done={done}");
        }

        await db.RollbackToAsync(BeforeLeaving);
        return PageConventions.Show<LeavePage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                Action = $"/{rota.Rota.Slug}/manage/members/{visitor.VolunteerId}{action}",
                IsRemoval = action.Length > 0,
            }
        );
    }

    /// <summary>Answers the page with the link: it is shown this once.</summary>
    internal static async Task<RazorComponentResult> Invite(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        HttpRequest request,
        MemberLists lists,
        InvitationQueries invitations,
        IClock clock,
        CancellationToken ct
    )
    {
        var made = await Attempt.Of(
            new JsonObject
            {
                ["role"] = form.Optional("role"),
                ["uses"] = PageForm.Number(form["uses"]),
                ["expiresAt"] = EndOf(form["expiresAt"], Zones.InUse[rota.Rota.Zone]),
            },
            (Body<InvitationBody> body) => InvitationEndpoints.Create(rota, visitor, body, invitations, request, clock, ct)
        );
        if (made.Answer is not Created<NewInvitation> { Value: { } invitation })
        {
            return await lists.ShowAsync(rota, visitor, null, form, made.Refused, null, ct);
        }

        return PageConventions.Show<InvitationPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                invitation.Url,
                Qr = QrSvg.Of(invitation.Url),
            }
        );
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Revoke(
        StoredRota rota,
        Guid id,
        Actor visitor,
        PageForm form,
        MemberLists lists,
        InvitationQueries invitations,
        IClock clock,
        CancellationToken ct
    )
    {
        var revoked = await Attempt.Of(InvitationEndpoints.Revoke(rota, id, visitor, invitations, clock, ct));
        return await AnswerAsync(rota, visitor, lists, revoked, form, "revoked", ct);
    }

    /// <summary>For admins. Answers the page with the secret: it is shown this once.</summary>
    internal static async Task<RazorComponentResult> MakeToken(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        MemberLists lists,
        TokenQueries tokens,
        VolunteerQueries volunteers,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireAdmin();
        var member = Guid.TryParseExact(form["memberId"], "D", out var id) ? await volunteers.FindAsync(visitor, id, ct) : null;
        var body = TokenForm.BodyOf(form, clock.GetCurrentInstant());
        body["volunteerId"] = id.ToString();
        var made = member is null
            ? Attempt.Refusing("memberId", Words.ManageMembers.ChoosePerson)
            : await Attempt.Of(
                body,
                (Body<TokenBody> read) => TokenEndpoints.Create(visitor, read, tokens, volunteers, clock, ct)
            );
        return made.Answer is Created<NewToken> { Value: { } token }
            ? PageConventions.Show<NewTokenPage>(
                new
                {
                    Name = Words.ManageMembers.TokenOf(token.Name, member!.Volunteer.DisplayName),
                    token.Secret,
                    Back = $"/{rota.Rota.Slug}/manage/members",
                }
            )
            : await lists.ShowAsync(rota, visitor, null, form, made.Refused, null, ct);
    }

    /// <summary>Lets somebody in with the role that was chosen, or declines.</summary>
    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> AnswerRequest(
        StoredRota rota,
        Guid volunteerId,
        Actor visitor,
        PageForm form,
        MemberLists lists,
        MemberQueries members,
        JoinRequestQueries requests,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var isDeclined = form["do"] == "decline";
        var answered = isDeclined
            ? await Attempt.Of(JoinEndpoints.Decline(rota, volunteerId, visitor, requests, ct))
            : await Attempt.Of(
                RoleOf(form),
                (Body<MemberBody> body) => JoinEndpoints.Approve(rota, volunteerId, visitor, body, members, requests, clock, ct)
            );
        return await AnswerAsync(rota, visitor, lists, answered, form, isDeclined ? "declined" : "added", ct);
    }

    /// <summary>The end of a day that was typed; what is no date stays text, for the reader to name it.</summary>
    private static string? EndOf(string day, DateTimeZone zone) =>
        Values.TryDate(day, out var date, out _)
            ? Values.Instants.Format(DstPolicy.ToInstant(date.PlusDays(1).AtMidnight(), zone))
            : PageForm.OrNull(day);

    private static JsonObject RoleOf(PageForm form) => new() { ["role"] = form.Optional("role") };

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> AnswerAsync(
        StoredRota rota,
        Actor visitor,
        MemberLists lists,
        Attempt attempt,
        PageForm form,
        string done,
        CancellationToken ct
    ) =>
        attempt.Refused is { } refused
            ? await lists.ShowAsync(rota, visitor, null, form, refused, null, ct)
            : TypedResults.Redirect($"/{rota.Rota.Slug}/manage/members?done={done}");
}
