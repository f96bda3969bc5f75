using System.Text;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.Operations;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order that the operation names.</param>
/// <param name="NextCursor">Where the next page starts; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Which page of a list is asked for.</summary>
/// <param name="MaxItems">How many items it holds at most, 1 to 200.</param>
/// <param name="After">The sort key of the last item before it; null: it is the first page.</param>
public sealed record PageRequest(int MaxItems, string? After)
{
    public const int MaxPageSize = 200;
    public const int DefaultPageSize = 50;

    /// <summary>How many rows to read: one more than the page has, to know whether there is another page.</summary>
    public int Rows => MaxItems + 1;
}

/// <summary>Where a page starts: the sort key of the last item before it. Opaque to clients.</summary>
public static class Cursor
{
    public const string Invalid = "It is not a cursor of this list. Use `nextCursor` of the page before as it came.";
    private const int MaxLength = 400;

    public static string Encode(string key) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(key));

    /// <returns>The key; null when <see cref="Encode"/> did not make the text.</returns>
    public static string? Decode(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return null;
        }

        try
        {
            var key = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromHexString(text));
            return key.Contains('\0', StringComparison.Ordinal) ? null : key;
        }
        catch (Exception fault) when (fault is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The refusal of a cursor that another list gave.</summary>
    public static RefusedException Foreign() => new(Refusal.Invalid("cursor", Invalid, ValidationTexts.Page));
}

public static class Page
{
    /// <param name="rows">The rows after the cursor, <see cref="PageRequest.Rows"/> of them where there are so many.</param>
    /// <param name="page">Which page is asked for.</param>
    /// <param name="keyOf">The sort key of a row, which becomes the cursor of the next page.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, PageRequest page, Func<T, string> keyOf) =>
        rows.Count > page.MaxItems
            ? new Page<T>([.. rows.Take(page.MaxItems)], Cursor.Encode(keyOf(rows[page.MaxItems - 1])))
            : new Page<T>(rows, null);

    /// <summary>A page of a list that is sorted by id.</summary>
    /// <param name="page">Which page is asked for.</param>
    /// <param name="list">At most so many rows after an id.</param>
    /// <param name="idOf">The id of a row.</param>
    public static async Task<Page<T>> ByIdAsync<T>(
        PageRequest page,
        Func<Guid, int, Task<IReadOnlyList<T>>> list,
        Func<T, Guid> idOf
    ) => Of(await list(LastId(page.After), page.Rows), page, row => idOf(row).ToString());

    /// <summary>A page of a list that is at hand as a whole.</summary>
    /// <param name="all">In order; keys ascend by ordinal comparison.</param>
    /// <param name="page">Which page is asked for.</param>
    /// <param name="keyOf">The sort key of an item.</param>
    public static Page<T> OfAll<T>(IEnumerable<T> all, PageRequest page, Func<T, string> keyOf)
    {
        var rest = page.After is { } after ? all.Where(item => string.CompareOrdinal(keyOf(item), after) > 0) : all;
        return Of([.. rest.Take(page.Rows)], page, keyOf);
    }

    /// <summary>The last id before the page.</summary>
    private static Guid LastId(string? after) =>
        after is null ? Guid.Empty
        : Guid.TryParseExact(after, "D", out var id) ? id
        : throw Cursor.Foreign();
}
