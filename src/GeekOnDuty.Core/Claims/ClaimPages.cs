using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>Lists of claims, by start and id.</summary>
public static class ClaimPages
{
    /// <param name="rotaId">Null: every rota.</param>
    /// <param name="volunteerId">Null: every holder.</param>
    /// <param name="window">UTC; a claim is listed when its slot overlaps the window.</param>
    public static async Task<Page<Claim>> ListAsync(
        ClaimQueries claims,
        Guid? rotaId,
        Guid? volunteerId,
        Interval window,
        PageRequest page,
        CancellationToken ct
    )
    {
        var rows = await claims.ListAsync(rotaId, volunteerId, window, After(page.After), page.Rows, ct);
        return Page.Of(
            [.. rows.Select(row => row.ToClaim())],
            page,
            claim => $"{Formats.Instants.Format(claim.StartsAt)} {claim.Id}"
        );
    }

    private static (Instant Start, Guid Id) After(string? after)
    {
        if (after is null)
        {
            return (Formats.FirstInstant, Guid.Empty);
        }

        if (
            after.Split(' ') is [var start, var id]
            && Formats.TryInstant(start, out var instant, out _)
            && Guid.TryParseExact(id, "D", out var claimId)
        )
        {
            return (instant, claimId);
        }

        throw Cursor.Foreign();
    }
}
