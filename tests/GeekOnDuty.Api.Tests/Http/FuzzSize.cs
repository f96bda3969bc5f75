using GeekOnDuty.Tests;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

/// <summary>
/// How many hostile requests <see cref="FuzzTests"/> and the fuzz of pages send for each seed, by the scale of the run. At full size, 5, it is
/// three seeds of 20,000 requests each:
/// <c>GEEKONDUTY_TEST_SCALE=5 dotnet test tests/GeekOnDuty.Api.Tests -c Release --filter "FullyQualifiedName~FuzzTests"</c>.
/// </summary>
public static class FuzzSize
{
    private const int FirstSeed = 20260302;

    /// <summary>Far apart, as each operation has one of its own beside them.</summary>
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(0, Math.Max(1, TestScale.Of(100) * 3 / 500)).Select(i => FirstSeed + (1000 * i))];

    /// <summary>For each seed.</summary>
    public static int Requests => TestScale.Of(4000);
}
