namespace GeekOnDuty.Core.Storage;

/// <summary>Which database the program uses.</summary>
/// <param name="ConnectionString">As Npgsql reads it; null: an embedded Postgres.</param>
/// <param name="DataDirectory">The folder of the embedded Postgres; null for its default.</param>
/// <param name="PostgresBinaries">A folder with `postgres`, `initdb` and `pg_ctl`; null: look for one.</param>
public sealed record DatabaseOptions(string? ConnectionString, string? DataDirectory = null, string? PostgresBinaries = null);
