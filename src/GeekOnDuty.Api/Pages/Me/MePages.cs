using GeekOnDuty.Api.Authentication;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Privacy;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Me;

/// <summary>The page of whoever is signed in: the same operations as the API's, by forms.</summary>
internal static class MePages
{
    private const string Done = "/me?done=";
    private const int MaxStandingClaims = 200;

    public static void AddMe(this IServiceCollection services) => services.AddScoped<MeReader>();

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
        app.MapPost("/me/standing/end", EndStanding).PrivateFormPost();
        app.MapPost("/me/erase", Erase).PrivateFormPost();
    }

    private static async Task<RazorComponentResult> GetMe(Caller caller, MeReader reader, string? done) =>
        PageConventions.Show<MePage>(new { View = await reader.ReadAsync(caller.Actor, caller.Ct), Done = Words.Me.Done(done) });

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> SaveProfile(
        PageForm form,
        Caller caller,
        MeReader reader,
        UpdateVolunteer updateVolunteer
    )
    {
        var typed = ProfileForm.Of(form);
        var (statedId, profile) = PageForm.Read<VolunteerBody>(typed.ToBody(), out var faults);
        if (faults is not null)
        {
            return await RefuseAsync(faults);
        }

        var version = new IfMatch(form.Optional("version"));
        var request = new UpdateVolunteerRequest(caller.Actor.VolunteerId, statedId, profile, version);
        var outcome = await updateVolunteer.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused ? await RefuseAsync(FormErrors.Of(outcome.Refusal)) : TypedResults.Redirect($"{Done}profile");

        async Task<RazorComponentResult> RefuseAsync(FormErrors refused) =>
            Show(await reader.ReadAsync(caller.Actor, caller.Ct) with { Profile = typed, Version = form["version"] }, refused);
    }

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> SendAddressLink(
        PageForm form,
        Caller caller,
        HttpRequest request,
        MeReader reader,
        SendSignInLink sendSignInLink
    )
    {
        if (!EmailAddress.TryRead(form["email"], out var email))
        {
            return Show(await reader.ReadAsync(caller.Actor, caller.Ct), FormErrors.Of("email", Words.SignIn.NoAddress));
        }

        var wanted = new SendSignInLinkRequest(email, "/me", caller.Actor.VolunteerId, request.OfSite());
        _ = (await sendSignInLink.RunAsync(wanted, caller.Now, caller.Ct)).ValueOrThrow();
        return TypedResults.Redirect($"{Done}address-sent");
    }

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> EndSession(
        Guid id,
        PageForm form,
        Caller caller,
        EndSession endSession
    ) => Then(await endSession.RunAsync(new EndSessionRequest(id), caller.Actor, caller.Now, caller.Ct), "session");

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> EndOtherSessions(
        PageForm form,
        Caller caller,
        EndOtherSessions endOtherSessions
    ) => Then(await endOtherSessions.RunAsync(new EndOtherSessionsRequest(), caller.Actor, caller.Now, caller.Ct), "others");

    private static async Task<RazorComponentResult> MakeToken(
        PageForm form,
        Caller caller,
        MeReader reader,
        CreateToken createToken
    )
    {
        var (name, _, expiresAt) = PageForm.Read<TokenBody>(TokenForm.BodyOf(form, caller.Now), out var faults);
        if (faults is not null)
        {
            return Show(await reader.ReadAsync(caller.Actor, caller.Ct), faults);
        }

        var request = new CreateTokenRequest(name, caller.Actor.VolunteerId, expiresAt);
        var outcome = await createToken.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused
            ? Show(await reader.ReadAsync(caller.Actor, caller.Ct), FormErrors.Of(outcome.Refusal))
            : PageConventions.Show<NewTokenPage>(new { Name = (Phrase)$"{outcome.Value.Name}", outcome.Value.Secret });
    }

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> RevokeToken(
        Guid id,
        PageForm form,
        Caller caller,
        RevokeToken revokeToken
    ) => Then(await revokeToken.RunAsync(new RevokeTokenRequest(id), caller.Actor, caller.Now, caller.Ct), "token");

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

    private static async Task<Results<RazorComponentResult, ProblemHttpResult>> ResetCalendar(
        PageForm form,
        HttpRequest http,
        Caller caller,
        ResetOwnCalendar resetOwnCalendar
    )
    {
        var outcome = await resetOwnCalendar.RunAsync(new ResetOwnCalendarRequest(), caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(secret => PageConventions.Show<NewCalendarPage>(new { NewCalendar.Of(secret, http.OfSite()).Url }));
    }

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> RemoveCalendar(
        PageForm form,
        Caller caller,
        RemoveOwnCalendar removeOwnCalendar
    ) => Then(await removeOwnCalendar.RunAsync(new RemoveOwnCalendarRequest(), caller.Actor, caller.Now, caller.Ct), "calendar");

    /// <summary>Once the name is typed as it stands there. The home page, which needs nobody, says that it is done.</summary>
    private static async Task<Results<RedirectHttpResult, RazorComponentResult>> Erase(
        PageForm form,
        HttpContext http,
        Caller caller,
        MeReader reader,
        EraseVolunteer eraseVolunteer
    )
    {
        var view = await reader.ReadAsync(caller.Actor, caller.Ct);
        if (form["name"] != view.Name.Trim())
        {
            return Show(view, FormErrors.Of("erase", Words.Me.EraseMismatch));
        }

        var request = new EraseVolunteerRequest(caller.Actor.VolunteerId);
        var outcome = await eraseVolunteer.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        if (outcome.IsRefused)
        {
            var refused = FormErrors.Of(outcome.Refusal);
            return Show(view, FormErrors.Of("erase", $"{refused.Title} {refused.Detail}", refused.Status));
        }

        SessionCookie.Clear(http);
        return TypedResults.Redirect("/?done=deleted");
    }

    private static Results<RedirectHttpResult, ProblemHttpResult> Then<T>(Outcome<T> outcome, string done) =>
        outcome.Answer(_ => TypedResults.Redirect($"{Done}{done}"));

    private static RazorComponentResult Show(MeView view, FormErrors refused) =>
        PageConventions.Show<MePage>(new { View = view, Refused = refused }, refused.Status);
}
