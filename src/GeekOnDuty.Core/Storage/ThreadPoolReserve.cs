namespace GeekOnDuty.Core.Storage;

/// <summary>
/// For each command whose time is up Npgsql holds up a thread of the thread pool, to ask the server to cancel it: for seconds, where the server
/// hangs. There are as many threads as cores and more come slowly, so what is answered from memory would wait for one. While the database is
/// silent there may be as many as a pool usually has connections, and more. With so many each answer takes longer, so it is not always so;
/// once dismissed, they leave as the thread pool sees fit.
/// </summary>
public static class ThreadPoolReserve
{
    private const int Enough = 128;
    private static readonly (int Workers, int Ports) Usual = Minimum();

    public static void Raise() => ThreadPool.SetMinThreads(Math.Max(Enough, Usual.Workers), Usual.Ports);

    public static void Restore() => ThreadPool.SetMinThreads(Usual.Workers, Usual.Ports);

    private static (int, int) Minimum()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        return (workers, ports);
    }
}
