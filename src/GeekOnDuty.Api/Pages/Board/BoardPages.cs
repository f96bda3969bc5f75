using System.Text.Json.Nodes;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Feeds;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Observability;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

using BoardAnswer = Results<RedirectHttpResult, RazorComponentResult, ProblemHttpResult>;

/// <summary>The volunteers' board of a rota: its weeks, and claiming in one tap. Everybody may read it.</summary>
internal static class BoardPages
{
    private const int MostStanding = 200;

    public static void MapBoard(this IEndpointRouteBuilder app)
    {
        app.MapGet("/{rota}/board", GetBoard).Page();
        app.MapPost("/{rota}/board/claim", Claim).CountsClaims().PrivateFormPost().LimitClaims();
        app.MapPost("/{rota}/board/standing", ClaimEvery).CountsClaims().PrivateFormPost().LimitClaims();
        app.MapPost("/{rota}/board/standing/end", EndStanding).PrivateFormPost();
        app.MapPost("/{rota}/board/release", Release).PrivateFormPost();
        app.MapGet("/{rota}/board/claims/{claimId:guid}.ics", GetCalendar).PrivatePage();

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
        RotaView rota,
        BoardQuestion question,
        Actor? visitor,
        VolunteerQueries volunteers,
        StandingClaimSummaries summaries,
        ClaimQueries claims,
        IClock clock,
        CancellationToken ct
    ) =>
        await ShowAsync(rota, question, visitor, volunteers, summaries, claims, clock, null, question.Misread?.Status ?? 200, ct);

    private static async Task<BoardAnswer> Claim(
        RotaView rota,
        BoardQuestion question,
        PageForm form,
        Actor actor,
        OfficeHoursQueries officeHours,
        OrganisationQueries organisations,
        RotaQueries rotas,
        VolunteerQueries volunteers,
        StandingClaimSummaries summaries,
        ClaimQueries claims,
        Claiming claiming,
        Alternatives alternatives,
        ClaimAttempt attempt,
        IClock clock,
        CancellationToken ct
    )
    {
        if (SlotName.Parse(form["slot"]) is not { } slot)
        {
            return Http.Problems.NoSuch("slot");
        }

        if (!actor.IsMemberOf(rota.Stored.Id))
        {
            return ToJoining(rota);
        }

        var answer = await ClaimEndpoints.Take(
            rota,
            slot.OfficeHoursId,
            new DateParam(slot.Date, null),
            actor,
            new Body<ClaimBody>(new ClaimBody(null, null)),
            officeHours,
            organisations,
            rotas,
            claiming,
            alternatives,
            attempt,
            clock,
            ct
        );
        return answer.Result switch
        {
            Created<Claim> { Value: { } taken } => ToBoard(question with { Slot = slot, Taken = taken.Id }),
            ProblemHttpResult refused => await RefuseAsync(
                refused.ProblemDetails,
                rota,
                question with
                {
                    Slot = slot,
                },
                actor,
                volunteers,
                summaries,
                claims,
                clock,
                ct
            ),
            _ => throw new InvalidOperationException("A claim is taken or refused."),
        };
    }

    private static async Task<BoardAnswer> ClaimEvery(
        RotaView rota,
        BoardQuestion question,
        PageForm form,
        Actor actor,
        OfficeHoursQueries officeHours,
        OrganisationQueries organisations,
        MemberQueries members,
        VolunteerQueries volunteers,
        StandingClaimSummaries summaries,
        StandingClaimQueries queries,
        StandingClaims standingClaims,
        ClaimQueries claims,
        ClaimAttempt attempt,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        if (SlotName.Parse(form["slot"]) is not { } slot)
        {
            return Http.Problems.NoSuch("slot");
        }

        if (!actor.IsMemberOf(rota.Stored.Id))
        {
            return ToJoining(rota);
        }

        var errors = new Errors();
        var asked = new JsonObject
        {
            ["from"] = Values.Dates.Format(slot.Date),
            ["weekdays"] = form["weekday"].Length == 0 ? null : new JsonArray(form["weekday"]),
        };
        var body = PageForm.Read<StandingClaimBody>(asked, errors);
        errors.ThrowIfAny();
        var answer = await StandingClaimEndpoints.Create(
            rota.Stored,
            slot.OfficeHoursId,
            actor,
            new Body<StandingClaimBody>(body),
            null,
            officeHours,
            organisations,
            members,
            queries,
            standingClaims,
            claims,
            attempt,
            db,
            clock,
            ct
        );
        return answer.Result switch
        {
            Created<StandingClaimAnswer> { Value: { } standing } => TypedResults.Redirect(
                (
                    question with
                    {
                        Slot = slot,
                        Standing = new StandingNote(standing.Id!.Value, standing.Refused).Write(slot.Date),
                    }
                ).Path() + "#standing"
            ),
            ProblemHttpResult refused => await RefuseAsync(
                refused.ProblemDetails,
                rota,
                question with
                {
                    Slot = slot,
                },
                actor,
                volunteers,
                summaries,
                claims,
                clock,
                ct
            ),
            _ => throw new InvalidOperationException("A standing claim is made or refused."),
        };
    }

    private static async Task<BoardAnswer> EndStanding(
        RotaView rota,
        BoardQuestion question,
        PageForm form,
        Actor actor,
        OfficeHoursQueries officeHours,
        StandingClaimQueries queries,
        StandingClaims standingClaims,
        StandingClaimSummaries summaries,
        ClaimQueries claims,
        IClock clock,
        CancellationToken ct
    )
    {
        if (!Guid.TryParseExact(form["standing"], "D", out var id))
        {
            return Http.Problems.NoSuch("standing claim");
        }

        var now = clock.GetCurrentInstant();
        var mine = await summaries.DetailsAsync(rota.Stored.Id, actor.VolunteerId, Guid.Empty, MostStanding, now, ct);
        var released = mine.FirstOrDefault(each => each.Summary.Id == id)
            ?.ReleasedAtEnd(actor.MayCoordinate(rota.Stored.Id), now)
            .Count;
        var answer = await StandingClaimEndpoints.End(
            rota.Stored,
            id,
            null,
            actor,
            officeHours,
            queries,
            standingClaims,
            claims,
            clock,
            ct
        );
        return answer.Result is ProblemHttpResult refused
            ? refused
            : TypedResults.Redirect((question.Plain with { Stopped = released ?? 0 }).Path() + "#stopped");
    }

    private static async Task<BoardAnswer> Release(
        RotaView rota,
        BoardQuestion question,
        PageForm form,
        Actor actor,
        OfficeHoursQueries officeHours,
        VolunteerQueries volunteers,
        StandingClaimSummaries summaries,
        ClaimQueries claims,
        StandingClaims standing,
        IClock clock,
        CancellationToken ct
    )
    {
        if (!Guid.TryParseExact(form["claim"], "D", out var claimId))
        {
            return Http.Problems.NoSuch("claim");
        }

        var answer = await ClaimEndpoints.Release(rota.Stored, claimId, actor, officeHours, claims, standing, clock, ct);
        var slot = rota.Timeline.Claims.TryGetValue(claimId, out var held) ? new SlotName(held.OfficeHoursId, held.OnDate) : null;
        return answer.Result is ProblemHttpResult refused
            ? await RefuseAsync(
                refused.ProblemDetails,
                rota,
                question with
                {
                    Slot = slot,
                },
                actor,
                volunteers,
                summaries,
                claims,
                clock,
                ct
            )
            : ToBoard(question with { Slot = slot, HasReleased = true });
    }

    /// <summary>One claim as an event, for its holder and for coordinators.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetCalendar(
        RotaView rota,
        Guid claimId,
        Actor visitor,
        HttpRequest request,
        CalendarFeeds feeds,
        IClock clock,
        CancellationToken ct
    )
    {
        if (
            !rota.Timeline.Claims.TryGetValue(claimId, out var claim)
            || (claim.VolunteerId != visitor.VolunteerId && !visitor.MayCoordinate(rota.Stored.Id))
        )
        {
            return Http.Problems.NoSuch("claim");
        }

        return await feeds.OfClaimAsync(rota.Timeline, claim, request.OfSite(), clock.GetCurrentInstant(), ct) is { } calendar
            ? TypedResults.File(calendar, ICalendar.ContentType, $"{rota.Rota.Slug}-{Values.Dates.Format(claim.OnDate)}.ics")
            : Http.Problems.NoSuch("claim");
    }

    private static async Task<BoardAnswer> RefuseAsync(
        ProblemDetails problem,
        RotaView rota,
        BoardQuestion question,
        Actor actor,
        VolunteerQueries volunteers,
        StandingClaimSummaries summaries,
        ClaimQueries claims,
        IClock clock,
        CancellationToken ct
    )
    {
        if (problem.Status != StatusCodes.Status409Conflict)
        {
            return TypedResults.Problem(problem);
        }

        var refusal = new BoardRefusal(
            problem.Type![(problem.Type!.LastIndexOf('/') + 1)..],
            problem.Detail ?? "",
            question.Slot,
            problem.Extensions.TryGetValue("alternatives", out var open) && open is IReadOnlyList<SlotBody> slots ? slots : [],
            problem.Extensions.TryGetValue("refused", out var dates) && dates is IReadOnlyList<RefusedDate> unfit ? unfit : []
        );
        return await ShowAsync(rota, question, actor, volunteers, summaries, claims, clock, refusal, 409, ct);
    }

    private static async Task<RazorComponentResult> ShowAsync(
        RotaView rota,
        BoardQuestion question,
        Actor? visitor,
        VolunteerQueries volunteers,
        StandingClaimSummaries summaries,
        ClaimQueries claims,
        IClock clock,
        BoardRefusal? refusal,
        int status,
        CancellationToken ct
    )
    {
        var zone = await BoardReader.ZoneAsync(rota, question, visitor, volunteers, ct);
        var reader = new BoardReader(rota, question, visitor, zone, clock.GetCurrentInstant(), claims);
        var repeating = visitor is null
            ? []
            : await summaries.DetailsAsync(
                rota.Stored.Id,
                visitor.VolunteerId,
                Guid.Empty,
                MostStanding,
                clock.GetCurrentInstant(),
                ct
            );
        return PageConventions.Show<BoardPage>(new { Board = await reader.ReadAsync(refusal, repeating, ct) }, status);
    }

    private static RedirectHttpResult ToBoard(BoardQuestion question) =>
        TypedResults.Redirect(question.Slot is { } slot ? question.PathTo(slot) : question.Path());

    private static RedirectHttpResult ToJoining(RotaView rota) => TypedResults.Redirect($"/{rota.Rota.Slug}/join");
}
