using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

/// <summary>Renders the board, with the reason when a form of it was refused.</summary>
internal sealed class BoardPageRenderer(VolunteerQueries volunteers, StandingClaimSummaries summaries, ClaimQueries claims)
{
    public const int MaxStandingClaims = 200;

    public Task<RazorComponentResult> ShowAsync(
        RotaContext rota,
        BoardQuestion question,
        Actor? visitor,
        Instant now,
        CancellationToken ct
    ) => ShowAsync(rota, question, visitor, now, null, question.Misread?.Status ?? 200, ct);

    /// <summary>The board with a conflict in words; any other refusal as a page of its own.</summary>
    public async Task<Results<RedirectHttpResult, RazorComponentResult, ProblemHttpResult>> RefuseAsync(
        Refusal refusal,
        RotaContext rota,
        BoardQuestion question,
        Caller caller
    )
    {
        var kind = Http.Problems.Of(refusal.Kind);
        if (kind.Status != StatusCodes.Status409Conflict)
        {
            return refusal.ToProblem();
        }

        var shown = new BoardRefusal(
            refusal.Kind,
            refusal.Detail,
            question.Slot,
            refusal is ClaimRefusal { Alternatives: { } open } ? open : [],
            refusal is StandingClaimRefusal { Dates: var dates } ? dates : []
        );
        return await ShowAsync(rota, question, caller.Actor, caller.Now, shown, kind.Status, caller.Ct);
    }

    private async Task<RazorComponentResult> ShowAsync(
        RotaContext rota,
        BoardQuestion question,
        Actor? visitor,
        Instant now,
        BoardRefusal? refusal,
        int status,
        CancellationToken ct
    )
    {
        var zone = await BoardReader.ZoneAsync(rota, question, visitor, volunteers, ct);
        var reader = new BoardReader(rota, question, visitor, zone, now, claims);
        var repeating = visitor is null
            ? []
            : await summaries.DetailsAsync(rota.Stored.Id, visitor.VolunteerId, Guid.Empty, MaxStandingClaims, now, ct);
        return PageConventions.Show<BoardPage>(new { Board = await reader.ReadAsync(refusal, repeating, ct) }, status);
    }
}
