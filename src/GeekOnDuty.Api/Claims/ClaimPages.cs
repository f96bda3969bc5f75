using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Operations;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

/// <summary>Lists of claims, by start and id.</summary>
internal static class ClaimPages
{
    /// <param name="rotaId">Null: every rota.</param>
    /// <param name="volunteerId">Null: every holder.</param>
    /// <param name="window">UTC; a claim is listed when its slot overlaps the window.</param>
    public static async Task<Page<Claim>> ListAsync(
        ClaimQueries claims,
        Guid? rotaId,
        Guid? volunteerId,
        Interval window,
        PageParams page,
        CancellationToken ct
    )
    {
        var rows = await claims.ListAsync(rotaId, volunteerId, window, After(page.Cursor), page.Rows, ct);
        return Page.Of(
            [.. rows.Select(row => row.ToClaim())],
            page,
            claim => $"{Values.Instants.Format(claim.StartsAt)} {claim.Id}"
        );
    }

    private static (Instant Start, Guid Id) After(CursorParam? cursor)
    {
        if (cursor is null)
        {
            return (Values.FirstInstant, Guid.Empty);
        }

        if (
            cursor.Value.Value.Split(' ') is [var start, var id]
            && Values.TryInstant(start, out var instant, out _)
            && Guid.TryParseExact(id, "D", out var claimId)
        )
        {
            return (instant, claimId);
        }

        throw CursorParam.Foreign();
    }
}

/// <summary>The window of a list of claims.</summary>
/// <param name="From">UTC; null: now.</param>
/// <param name="To">UTC; null: without end.</param>
internal sealed record ClaimWindowParams([FromQuery(Name = "from")] InstantParam? From, [FromQuery(Name = "to")] InstantParam? To)
{
    /// <exception cref="RefusedException">It ends before it starts.</exception>
    public Interval In(Instant now)
    {
        var (from, to) = (From?.Value ?? now, To?.Value ?? Values.LastInstant);
        return to > from
            ? new Interval(from, to)
            : throw new RefusedException(Refusal.Invalid("to", "It must be later than from, which is now when left out."));
    }
}
