using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order that the operation names.</param>
/// <param name="NextCursor">Where the next page starts; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Limit">How many items it holds at most.</param>
/// <param name="Cursor">Where it starts; null: at the beginning.</param>
internal sealed record PageParams(
    [FromQuery(Name = "limit")] LimitParam? Limit,
    [FromQuery(Name = "cursor")] CursorParam? Cursor
);

internal static class Page
{
    /// <param name="rows">The rows after the cursor, one more than <paramref name="limit"/> where there are more.</param>
    /// <param name="limit">How many the page holds at most.</param>
    /// <param name="keyOf">The sort key of a row, by which the cursor remembers it.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, LimitParam? limit, Func<T, string> keyOf)
    {
        var most = limit?.Value ?? LimitParam.Otherwise;
        return rows.Count > most
            ? new Page<T>([.. rows.Take(most)], CursorParam.Encode(keyOf(rows[most - 1])))
            : new Page<T>(rows, null);
    }

    /// <summary>A page of a list that is sorted by id.</summary>
    /// <param name="list">At most so many rows after an id.</param>
    public static async Task<Page<T>> ByIdAsync<T>(
        LimitParam? limit,
        CursorParam? cursor,
        Func<Guid, int, Task<IReadOnlyList<T>>> list,
        Func<T, Guid> idOf
    ) => Of(await list(AfterId(cursor), Rows(limit)), limit, row => idOf(row).ToString());

    /// <summary>A page of a list that is at hand as a whole.</summary>
    /// <param name="all">In order; keys ascend by ordinal comparison.</param>
    public static Page<T> Of<T>(IEnumerable<T> all, LimitParam? limit, CursorParam? cursor, Func<T, string> keyOf)
    {
        var most = limit?.Value ?? LimitParam.Otherwise;
        var rows = cursor is { } after ? all.Where(item => string.CompareOrdinal(keyOf(item), after.Value) > 0) : all;
        return Of([.. rows.Take(most + 1)], limit, keyOf);
    }

    /// <summary>Of a list that is sorted by id: the last id before the page.</summary>
    public static Guid AfterId(CursorParam? cursor) =>
        cursor is null ? Guid.Empty
        : Guid.TryParseExact(cursor.Value.Value, "D", out var id) ? id
        : throw CursorParam.Foreign();

    /// <summary>One more than the page, to know whether there is another.</summary>
    public static int Rows(LimitParam? limit) => (limit?.Value ?? LimitParam.Otherwise) + 1;
}
