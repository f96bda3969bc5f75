using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

using BoardAnswer = Results<RedirectHttpResult, RazorComponentResult, ProblemHttpResult>;

/// <summary>The volunteers' board of a rota: its weeks, and claiming in one tap. Everybody may read it.</summary>
internal static class BoardPages
{
    public static void AddBoard(this IServiceCollection services) => services.AddScoped<BoardPageRenderer>();

    public static void MapBoard(this IEndpointRouteBuilder app)
    {
        app.MapGet("/{rota}/board", GetBoard).Page();
        app.MapPost("/{rota}/board/claim", Claim).PrivateFormPost().LimitClaims();
        app.MapPost("/{rota}/board/standing", ClaimEvery).PrivateFormPost().LimitClaims();
        app.MapPost("/{rota}/board/standing/end", EndStanding).PrivateFormPost();
        app.MapPost("/{rota}/board/release", Release).PrivateFormPost();

        // Where sign-in leads back to when a session ended before its form was sent.
        foreach (var form in (string[])["claim", "standing", "standing/end", "release"])
        {
            // The name may be of no rota: escaped, it is in a header of ASCII and leads to no other site.
            app.MapGet(
                    $"/{{rota}}/board/{form}",
                    (string rota, HttpRequest request) =>
                        TypedResults.Redirect($"/{Uri.EscapeDataString(rota)}/board{request.QueryString}")
                )
                .Page();
        }
    }

    private static async Task<RazorComponentResult> GetBoard(
        RotaContext rota,
        BoardQuestion question,
        Visitor visitor,
        BoardPageRenderer renderer,
        IClock clock,
        CancellationToken ct
    ) => await renderer.ShowAsync(rota, question, visitor.Actor, clock.GetCurrentInstant(), ct);

    private static async Task<BoardAnswer> Claim(
        RotaContext rota,
        BoardQuestion question,
        PageForm form,
        Caller caller,
        ClaimSlot claimSlot,
        BoardPageRenderer renderer
    )
    {
        if (SlotName.Parse(form["slot"]) is not { } slot)
        {
            return Http.Problems.NoSuch("slot");
        }

        if (!caller.Actor.IsMemberOf(rota.Stored.Id))
        {
            return ToJoining(rota);
        }

        var request = new ClaimSlotRequest(rota.Live, slot.OfficeHoursId, slot.Date, HolderId.Actor);
        var outcome = await claimSlot.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused
            ? await renderer.RefuseAsync(outcome.Refusal, rota, question with { Slot = slot }, caller)
            : ToBoard(question with { Slot = slot, Taken = outcome.Value.Id });
    }

    private static async Task<BoardAnswer> ClaimEvery(
        RotaContext rota,
        BoardQuestion question,
        PageForm form,
        Caller caller,
        CreateStandingClaim createStandingClaim,
        BoardPageRenderer renderer
    )
    {
        if (SlotName.Parse(form["slot"]) is not { } slot || PatternOf(form["weekday"]) is not { } pattern)
        {
            return Http.Problems.NoSuch("slot");
        }

        if (!caller.Actor.IsMemberOf(rota.Stored.Id))
        {
            return ToJoining(rota);
        }

        var outcome = await createStandingClaim.RunAsync(
            new CreateStandingClaimRequest(
                rota.Stored,
                slot.OfficeHoursId,
                HolderId.Actor,
                new StandingClaimTerms(slot.Date, null, pattern)
            ),
            caller.Actor,
            caller.Now,
            caller.Ct
        );
        if (outcome.IsRefused)
        {
            return await renderer.RefuseAsync(outcome.Refusal, rota, question with { Slot = slot }, caller);
        }

        var note = new StandingNote(outcome.Value.Id!.Value, outcome.Value.Refused).Write(slot.Date);
        return TypedResults.Redirect((question with { Slot = slot, Standing = note }).Path() + "#standing");
    }

    /// <param name="weekday">Two letters; empty: all dates.</param>
    private static StandingPattern? PatternOf(string weekday) =>
        weekday.Length == 0 ? StandingPattern.All
        : StandingPattern.WeekdayCodes.Contains(weekday, StringComparer.Ordinal) ? StandingPattern.OnWeekdays([weekday], 1)
        : null;

    private static async Task<BoardAnswer> EndStanding(
        RotaContext rota,
        BoardQuestion question,
        PageForm form,
        Caller caller,
        EndStandingClaim endStandingClaim
    )
    {
        if (!Guid.TryParseExact(form["standing"], "D", out var id))
        {
            return Http.Problems.NoSuch("standing claim");
        }

        var request = new EndStandingClaimRequest(rota.Stored, id);
        var outcome = await endStandingClaim.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused
            ? outcome.Refusal.ToProblem()
            : TypedResults.Redirect((question.Plain with { Stopped = outcome.Value.Released }).Path() + "#stopped");
    }

    private static async Task<BoardAnswer> Release(
        RotaContext rota,
        BoardQuestion question,
        PageForm form,
        Caller caller,
        ReleaseClaim releaseClaim,
        BoardPageRenderer renderer
    )
    {
        if (!Guid.TryParseExact(form["claim"], "D", out var claimId))
        {
            return Http.Problems.NoSuch("claim");
        }

        var request = new ReleaseClaimRequest(rota.Stored, claimId);
        var outcome = await releaseClaim.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        if (outcome.IsRefused)
        {
            var slot = rota.Timeline.Claims.TryGetValue(claimId, out var held) ? SlotName.Of(held) : null;
            return await renderer.RefuseAsync(outcome.Refusal, rota, question with { Slot = slot }, caller);
        }

        return ToBoard(question with { Slot = SlotName.Of(outcome.Value), HasReleased = true });
    }

    private static RedirectHttpResult ToBoard(BoardQuestion question) =>
        TypedResults.Redirect(question.Slot is { } slot ? question.PathTo(slot) : question.Path());

    private static RedirectHttpResult ToJoining(RotaContext rota) => TypedResults.Redirect($"/{rota.Rota.Slug}/join");
}
