using System.Globalization;

namespace GeekOnDuty.Core.Storage;

/// <summary>Which transactions a reader sees: Postgres' own account of it, `xmin:xmax:those in between that still ran`.</summary>
public sealed class TransactionSnapshot
{
    private readonly ulong oldestRunning;
    private readonly ulong next;
    private readonly ulong[] running;

    /// <param name="text">The text of a `pg_snapshot`, such as `10:20:10,14`.</param>
    public TransactionSnapshot(string text)
    {
        Text = text;
        var parts = text.Split(':');
        (oldestRunning, next) = (Number(parts[0]), Number(parts[1]));
        running = parts[2].Length == 0 ? [] : [.. parts[2].Split(',').Select(Number)];
    }

    public string Text { get; }

    public bool Sees(ulong xid) => xid < oldestRunning || (xid < next && !running.Contains(xid));

    private static ulong Number(string digits) => ulong.Parse(digits, CultureInfo.InvariantCulture);
}
