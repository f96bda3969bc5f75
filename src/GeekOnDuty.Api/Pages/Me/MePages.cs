using System.Text.Json.Nodes;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Feeds;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Operations;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Api.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Me;

/// <summary>The page of whoever is signed in: the same operations as the API's, by forms.</summary>
internal static class MePages
{
    private const string Done = "/me?done=";
    private const int MaxStandingClaims = 200;

    public static void MapMe(this IEndpointRouteBuilder app)
    {
        app.MapGet("/me", GetMe).PrivatePage();
        app.MapPost("/me/profile", SaveProfile).PrivateFormPost();
        app.MapPost("/me/address", SendAddressLink).PrivateFormPost();
        app.MapPost("/me/sessions/{id:guid}/end", EndSession).PrivateFormPost();
        app.MapPost("/me/sessions/end-others", EndOtherSessions).PrivateFormPost();
        app.MapPost("/me/tokens", MakeToken).PrivateFormPost();
        app.MapPost("/me/tokens/{id:guid}/revoke", RevokeToken).PrivateFormPost();
        app.MapPost("/me/calendar", ResetCalendar).PrivateFormPost();
        app.MapPost("/me/calendar/remove", RemoveCalendar).PrivateFormPost();
        app.MapPost("/me/standing/end", EndStanding).CommitsItself().PrivateFormPost();
        app.MapPost("/me/erase", Erase).PrivateFormPost();
    }

    private static async Task<RazorComponentResult> GetMe(Actor visitor, MeReader reader, string? done, CancellationToken ct) =>
        PageConventions.Show<MePage>(new { View = await reader.ReadAsync(visitor, ct), Done = Words.Me.Done(done) });

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> SaveProfile(
        PageForm form,
        Actor visitor,
        MeReader reader,
        VolunteerQueries volunteers,
        OrganisationQueries organisations,
        CancellationToken ct
    )
    {
        var typed = ProfileForm.Of(form);
        var body = new JsonObject
        {
            ["displayName"] = form.Optional("displayName"),
            ["zone"] = typed.Zone,
            ["languages"] = PageForm.Languages(form["languages"]),
            ["topics"] = form.Words("topics"),
            ["organisationId"] = form.Optional("organisationId"),
            ["contacts"] = new JsonArray([
                .. typed.Contacts.Select(contact => new JsonObject
                {
                    ["kind"] = contact.Kind.Length > 0 ? contact.Kind : null,
                    ["value"] = contact.Value.Length > 0 ? contact.Value : null,
                    ["url"] = contact.Url.Length > 0 ? contact.Url : null,
                    ["public"] = contact.Public,
                }),
            ]),
        };
        var ifMatch = new IfMatch(form.Optional("version") is { } version ? version : default(StringValues));
        var saved = await Attempt.Of(
            body,
            (Body<VolunteerBody> read) => VolunteerEndpoints.UpdateMe(visitor, read, ifMatch, volunteers, organisations, ct)
        );
        return saved.Refused is { } refused
            ? Show(await reader.ReadAsync(visitor, ct) with { Profile = typed, Version = form["version"] }, refused)
            : TypedResults.Redirect($"{Done}profile");
    }

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> SendAddressLink(
        PageForm form,
        Actor visitor,
        HttpRequest request,
        MeReader reader,
        LinkSender sender,
        CancellationToken ct
    )
    {
        if (!EmailAddress.TryRead(form["email"], out var email))
        {
            return Show(await reader.ReadAsync(visitor, ct), FormErrors.Of("email", Words.SignIn.NoAddress));
        }

        await sender.SendAsync(email, "/me", visitor.VolunteerId, request, ct);
        return TypedResults.Redirect($"{Done}address-sent");
    }

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> EndSession(
        Guid id,
        PageForm form,
        Actor visitor,
        SessionQueries sessions,
        CancellationToken ct
    ) => Then(await SessionEndpoints.End(id, visitor, sessions, ct), "session");

    private static async Task<RedirectHttpResult> EndOtherSessions(
        PageForm form,
        Actor visitor,
        SessionQueries sessions,
        CancellationToken ct
    )
    {
        await sessions.EndOthersAsync(visitor.VolunteerId, visitor.SessionId, ct);
        return TypedResults.Redirect($"{Done}others");
    }

    private static async Task<RazorComponentResult> MakeToken(
        PageForm form,
        Actor visitor,
        MeReader reader,
        TokenQueries tokens,
        VolunteerQueries volunteers,
        IClock clock,
        CancellationToken ct
    )
    {
        var made = await Attempt.Of(
            TokenForm.BodyOf(form, clock.GetCurrentInstant()),
            (Body<TokenBody> body) => TokenEndpoints.Create(visitor, body, tokens, volunteers, clock, ct)
        );
        return made.Answer is Created<NewToken> { Value: { } token }
            ? PageConventions.Show<NewTokenPage>(new { Name = (Phrase)$"{token.Name}", token.Secret })
            : Show(await reader.ReadAsync(visitor, ct), made.Refused!);
    }

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> RevokeToken(
        Guid id,
        PageForm form,
        Actor visitor,
        TokenQueries tokens,
        CancellationToken ct
    ) => Then(await TokenEndpoints.Revoke(id, visitor, tokens, ct), "token");

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> EndStanding(
        PageForm form,
        Caller caller,
        StandingClaimSummaries summaries,
        EndStandingClaim endStandingClaim
    )
    {
        var mine = await summaries.DetailsAsync(
            null,
            caller.Actor.VolunteerId,
            Guid.Empty,
            MaxStandingClaims,
            caller.Now,
            caller.Ct
        );
        if (mine.FirstOrDefault(each => each.Summary.Id.ToString() == form["standing"]) is not { } standing)
        {
            return Http.Problems.NoSuch("standing claim");
        }

        var request = new EndStandingClaimRequest(standing.Rota, standing.Summary.Id);
        return Then(await endStandingClaim.RunAsync(request, caller.Actor, caller.Now, caller.Ct), "stopped");
    }

    private static async Task<RazorComponentResult> ResetCalendar(
        PageForm form,
        Actor visitor,
        OwnCalendarQueries calendars,
        HttpRequest request,
        IClock clock,
        CancellationToken ct
    )
    {
        var made = await OwnCalendarEndpoints.Reset(visitor, calendars, request, clock, ct);
        return made.Result is Created<NewCalendar> { Value: { } calendar }
            ? PageConventions.Show<NewCalendarPage>(new { calendar.Url })
            : throw new ProblemException(((ProblemHttpResult)made.Result).ProblemDetails);
    }

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> RemoveCalendar(
        PageForm form,
        Actor visitor,
        OwnCalendarQueries calendars,
        CancellationToken ct
    ) => Then(await OwnCalendarEndpoints.Remove(visitor, calendars, ct), "calendar");

    /// <summary>Once the name is typed as it stands there. The home page, which needs nobody, says that it is done.</summary>
    private static async Task<Results<RedirectHttpResult, RazorComponentResult>> Erase(
        PageForm form,
        HttpContext http,
        Actor visitor,
        MeReader reader,
        VolunteerQueries volunteers,
        MemberQueries members,
        RotaQueries rotas,
        StandingClaims standingClaims,
        IClock clock,
        CancellationToken ct
    )
    {
        var view = await reader.ReadAsync(visitor, ct);
        if (form["name"] != view.Name.Trim())
        {
            return Show(view, FormErrors.Of("erase", Words.Me.EraseMismatch));
        }

        var any = new IfMatch(default(StringValues));
        var erased = await Attempt.Of(
            VolunteerEndpoints.Erase(visitor.VolunteerId, visitor, any, volunteers, members, rotas, standingClaims, clock, ct)
        );
        if (erased.Refused is { } refused)
        {
            return Show(view, FormErrors.Of("erase", $"{refused.Title} {refused.Detail}", refused.Status));
        }

        SessionCookie.Clear(http);
        return TypedResults.Redirect("/?done=deleted");
    }

    private static Results<RedirectHttpResult, ProblemHttpResult> Then<T>(Outcome<T> outcome, string done) =>
        outcome.Answer(_ => TypedResults.Redirect($"{Done}{done}"));

    private static Results<RedirectHttpResult, ProblemHttpResult> Then(
        Results<NoContent, ProblemHttpResult> answer,
        string done
    ) => answer.Result is ProblemHttpResult refused ? refused : TypedResults.Redirect($"{Done}{done}");

    private static RazorComponentResult Show(MeView view, FormErrors refused) =>
        PageConventions.Show<MePage>(new { View = view, Refused = refused }, refused.Status);
}
