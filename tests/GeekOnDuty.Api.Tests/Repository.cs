using System.Runtime.CompilerServices;

namespace GeekOnDuty.Api.Tests;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    /// <param name="relative">From the root, with slashes: `README.md`.</param>
    public static string PathTo(string relative) => Path.GetFullPath(Path.Combine(Here(), "..", "..", relative));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
