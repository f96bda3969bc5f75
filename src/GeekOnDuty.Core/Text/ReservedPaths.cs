using System.Collections.Frozen;

namespace GeekOnDuty.Core.Text;

/// <summary>The first segments of the program's paths, which would hide the pages of a rota with that slug.</summary>
public static class ReservedPaths
{
    private static readonly FrozenSet<string> Segments = FrozenSet.Create(
        StringComparer.Ordinal,
        "v1",
        "swagger",
        "openapi",
        "healthz",
        "metrics",
        "problems",
        "sign-in",
        "sign-out",
        "me",
        "mail",
        "set-up",
        "widget",
        "oembed"
    );

    public static bool Contains(string segment) => Segments.Contains(segment);
}
