using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.OnDuty;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class CachedResponseTests
{
    public static TheoryData<double, string> Lifetimes =>
        new()
        {
            { -5, "public, max-age=0" },
            { 0, "public, max-age=0" },
            { 0.999, "public, max-age=0" },
            { 1, "public, max-age=1" },
            { 59.9999999, "public, max-age=59" },
            { 60, "public, max-age=60" },
            { 60.9, "public, max-age=60" },
            { 61, "public, max-age=60, stale-while-revalidate=1, stale-if-error=1" },
            { 80.5, "public, max-age=60, stale-while-revalidate=20, stale-if-error=20" },
            { 90, "public, max-age=60, stale-while-revalidate=30, stale-if-error=30" },
            { 91, "public, max-age=60, stale-while-revalidate=30, stale-if-error=31" },
            { 7200, "public, max-age=60, stale-while-revalidate=30, stale-if-error=7140" },
            { 86_459, "public, max-age=60, stale-while-revalidate=30, stale-if-error=86399" },
            { 86_460, "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400" },
            { 1e9, "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400" },
        };

    [Theory]
    [MemberData(nameof(Lifetimes))]
    public void Nothing_that_caches_may_do_reaches_beyond_the_time_for_which_it_holds(double seconds, string expected) =>
        Assert.Equal(expected, CachedResponse.CacheControlFor(Duration.FromSeconds(seconds)));

    [Fact]
    public async Task Each_request_is_told_what_is_left_then()
    {
        var answer = new CachedResponse([1], "text/plain");
        foreach (var (seconds, expected) in Lifetimes.Select(row => row.Data).Concat(Lifetimes.Select(row => row.Data).Reverse()))
        {
            var http = new DefaultHttpContext();
            await http.WriteAsync(answer, Duration.FromSeconds(seconds));
            Assert.Equal(expected, http.Response.Headers.CacheControl.ToString());
        }

        var always = new DefaultHttpContext();
        await always.WriteAsync(answer, Duration.MaxValue);
        Assert.EndsWith("stale-if-error=86400", always.Response.Headers.CacheControl.ToString(), StringComparison.Ordinal);
    }
}
