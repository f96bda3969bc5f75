using System.Data.Common;
using Dapper;

namespace GeekOnDuty.Core.Storage;

/// <summary>
/// The result sets of several statements in one round trip, read one after the other. Dapper's own reader cancels what is left unread, and
/// with it the transaction; and where the connection breaks in the middle it tells only that it is closed.
/// </summary>
public sealed class MultiResultReader(DbDataReader reader, CancellationToken ct)
{
    private bool isAtEnd;

    /// <summary>All rows of the next result set.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<IReadOnlyList<T>> ReadAsync<T>()
    {
        if (isAtEnd)
        {
            throw new InvalidOperationException("There are no more result sets.");
        }

        var rowOf = reader.GetRowParser(typeof(T));
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add((T)rowOf(reader));
        }

        isAtEnd = !await reader.NextResultAsync(ct);
        return rows;
    }

    /// <summary>The one row of the next result set.</summary>
    public async Task<T> ReadSingleAsync<T>() => (await ReadAsync<T>()).Single();

    /// <summary>The one row of the next result set, or the default where it has none.</summary>
    public async Task<T?> ReadSingleOrDefaultAsync<T>() => (await ReadAsync<T>()).SingleOrDefault();

    public async Task PassOverAsync()
    {
        while (!isAtEnd)
        {
            isAtEnd = !await reader.NextResultAsync(ct);
        }
    }
}
