using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order that the operation names.</param>
/// <param name="NextCursor">Where the next page starts; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Limit">How many items it holds at most.</param>
/// <param name="Cursor">Where it starts; null: at the beginning.</param>
internal sealed record PageParams([FromQuery(Name = "limit")] LimitParam? Limit, [FromQuery(Name = "cursor")] CursorParam? Cursor)
{
    public int MaxItems => Limit?.Value ?? LimitParam.Otherwise;

    /// <summary>How many rows to read: one more than the page has, to know whether there is another page.</summary>
    public int Rows => MaxItems + 1;
}

internal static class Page
{
    /// <param name="rows">The rows after the cursor, <see cref="PageParams.Rows"/> of them where there are so many.</param>
    /// <param name="page">Which page is asked for.</param>
    /// <param name="keyOf">The sort key of a row, by which the cursor remembers it.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, PageParams page, Func<T, string> keyOf) =>
        rows.Count > page.MaxItems
            ? new Page<T>([.. rows.Take(page.MaxItems)], CursorParam.Encode(keyOf(rows[page.MaxItems - 1])))
            : new Page<T>(rows, null);

    /// <summary>A page of a list that is sorted by id.</summary>
    /// <param name="page">Which page is asked for.</param>
    /// <param name="list">At most so many rows after an id.</param>
    /// <param name="idOf">The id of a row.</param>
    public static async Task<Page<T>> ByIdAsync<T>(
        PageParams page,
        Func<Guid, int, Task<IReadOnlyList<T>>> list,
        Func<T, Guid> idOf
    ) => Of(await list(LastId(page.Cursor), page.Rows), page, row => idOf(row).ToString());

    /// <summary>A page of a list that is at hand as a whole.</summary>
    /// <param name="all">In order; keys ascend by ordinal comparison.</param>
    /// <param name="page">Which page is asked for.</param>
    /// <param name="keyOf">The sort key of an item.</param>
    public static Page<T> OfAll<T>(IEnumerable<T> all, PageParams page, Func<T, string> keyOf)
    {
        var rest = page.Cursor is { } after ? all.Where(item => string.CompareOrdinal(keyOf(item), after.Value) > 0) : all;
        return Of([.. rest.Take(page.Rows)], page, keyOf);
    }

    /// <summary>The last id before the page.</summary>
    private static Guid LastId(CursorParam? cursor) =>
        cursor is null ? Guid.Empty
        : Guid.TryParseExact(cursor.Value.Value, "D", out var id) ? id
        : throw CursorParam.Foreign();
}
