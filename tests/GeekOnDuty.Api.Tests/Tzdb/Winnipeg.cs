namespace GeekOnDuty.Api.Tests.Tzdb;

/// <summary>The zone, and its slot of 2026-12-01 09:00–12:00 as it was to be, and as it is since 2026e.</summary>
internal static class Winnipeg
{
    public const string Zone = "America/Winnipeg";
    public const string Before = "2026-12-01T15:00:00Z/2026-12-01T18:00:00Z";
    public const string After = "2026-12-01T14:00:00Z/2026-12-01T17:00:00Z";
}
