using GeekOnDuty.Api.Http;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

/// <summary>Lists of claims, by start and id.</summary>
internal static class ClaimPages
{
    public static async Task<Page<Claim>> ListAsync(
        ClaimQueries claims,
        Guid? rotaId,
        Guid? volunteerId,
        InstantParam? from,
        InstantParam? to,
        LimitParam? limit,
        CursorParam? cursor,
        Instant now,
        CancellationToken ct
    )
    {
        var window = Window(from?.Value ?? now, to?.Value ?? Values.LastInstant);
        var rows = await claims.ListAsync(rotaId, volunteerId, window, After(cursor), Page.Rows(limit), ct);
        return Page.Of(
            [.. rows.Select(row => row.ToClaim())],
            limit,
            claim => $"{Values.Instants.Format(claim.StartsAt)} {claim.Id}"
        );
    }

    private static Interval Window(Instant from, Instant to)
    {
        if (to <= from)
        {
            var errors = new Errors();
            errors.Add("to", "It must be later than from, which is now when left out.");
            errors.ThrowIfAny();
        }

        return new Interval(from, to);
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
