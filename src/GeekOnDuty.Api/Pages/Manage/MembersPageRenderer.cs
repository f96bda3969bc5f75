using GeekOnDuty.Api.Endpoints;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>What the page of members says besides its lists.</summary>
internal sealed record MembersPageState
{
    /// <summary>Where the list of members starts.</summary>
    public CursorParam? Cursor { get; init; }

    /// <summary>The form that was refused or is to be confirmed; its fields keep what was typed.</summary>
    public PageForm? Form { get; init; }

    public FormErrors? Refused { get; init; }

    /// <summary>The word for what was done.</summary>
    public string? Done { get; init; }

    /// <summary>The claims that a removal would release; null when nothing needs a confirmation.</summary>
    public AffectedView? Ask { get; init; }

    /// <summary>The member that the question is about.</summary>
    public Guid? ToRemove { get; init; }
}

/// <summary>Renders the page of members: the members of a rota, its invitations, and the requests to join it.</summary>
internal sealed class MembersPageRenderer(
    MemberQueries members,
    VolunteerQueries volunteers,
    InvitationQueries invitations,
    JoinRequestQueries requests
)
{
    private const int InvitationDays = 14;
    private const int MaxRows = PageRequest.MaxPageSize;

    /// <summary>Back to the page when what the form asked for is done; else the page with the reason.</summary>
    /// <param name="done">The word by which the page tells what was done.</param>
    public async Task<Results<RazorComponentResult, RedirectHttpResult>> AnswerAsync<T>(
        StoredRota rota,
        Caller caller,
        PageForm form,
        Outcome<T> outcome,
        string done
    ) => outcome.IsRefused ? await RefuseAsync(rota, caller, form, FormErrors.Of(outcome.Refusal)) : Back(rota, done);

    /// <summary>Back to the page.</summary>
    /// <param name="done">The word by which it tells what was done.</param>
    public static RedirectHttpResult Back(StoredRota rota, string done) =>
        TypedResults.Redirect($"/{rota.Rota.Slug}/manage/members?done={done}");

    /// <summary>The page with why a form of it was refused.</summary>
    public Task<RazorComponentResult> RefuseAsync(StoredRota rota, Caller caller, PageForm form, FormErrors refused) =>
        ShowAsync(rota, caller, new MembersPageState { Form = form, Refused = refused });

    public async Task<RazorComponentResult> ShowAsync(StoredRota rota, Caller caller, MembersPageState state)
    {
        var (visitor, now, ct) = caller;
        var (form, refused, zone) = (state.Form, state.Refused, Zones.InUse[rota.Rota.Zone]);
        var page = await CoordinatorLists.ListPageAsync(
            rota,
            caller,
            new PageRequest(MaxRows, state.Cursor?.Value),
            members.ListAsync,
            member => member.VolunteerId
        );
        var known = await volunteers.ListAsync(visitor, Guid.Empty, Choice.Most, ct);
        var asking = await requests.ListAsync(rota.Id, Guid.Empty, MaxRows, ct);
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
                    .Select(each => new MembersPage.Asking(
                        each.VolunteerId.ToString(),
                        each.DisplayName,
                        each.Message,
                        Spoken.Moment(each.CreatedAt, zone)
                    ))
                    .ToList(),
                DisplayName = form?["displayName"] ?? "",
                Zone = form?.Optional("zone"),
                Uses = form?.Optional("uses") ?? "1",
                LastDay = form?.Optional("expiresAt") ?? Formats.Dates.Format(now.InZone(zone).Date.PlusDays(InvitationDays)),
                MayMakeTokens = visitor.IsAdmin,
                Refused = refused,
                state.Ask,
                ToRemove = state.ToRemove?.ToString(),
                state.Done,
            },
            refused?.Status ?? 200
        );
    }
}
