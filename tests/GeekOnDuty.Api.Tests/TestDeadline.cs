using Xunit;

namespace GeekOnDuty.Api.Tests;

/// <summary>
/// The one time limit of the tests. It is patience, not a target: far more than anything takes, also when other work keeps every processor
/// busy. A test fails by it only when something hangs or never comes. How fast something is, the benchmarks measure.
/// </summary>
internal static class TestDeadline
{
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks again and again until it is so.</summary>
    /// <param name="isSo">The question.</param>
    /// <param name="what">A sentence for the failure, made when it is needed.</param>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Timeout, $"{what()} Waited {Timeout.TotalMinutes} minutes.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, Func{string})"/>
    public static Task UntilAsync(Func<Task<bool>> isSo, string what) => UntilAsync(isSo, () => what);

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, Func{string})"/>
    public static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(() => Task.FromResult(isSo()), () => what);

    /// <summary>A client that waits as long as the tests do.</summary>
    /// <param name="address">The site that its paths belong to.</param>
    /// <param name="handler">Null: the usual one.</param>
    public static HttpClient Client(Uri address, HttpMessageHandler? handler = null) =>
        new(handler ?? new SocketsHttpHandler()) { BaseAddress = address, Timeout = Timeout };
}
