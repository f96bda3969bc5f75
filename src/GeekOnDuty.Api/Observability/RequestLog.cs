using System.Text.Unicode;

namespace GeekOnDuty.Api.Observability;

/// <summary>
/// One line per request, gathered in memory and written by a thread of its own every tenth of a second, or when 64 KiB are there. A request
/// never waits for it: when nobody takes the output, lines are dropped, and a line says how many.
/// </summary>
internal sealed class RequestLog : IDisposable
{
    /// <summary>How many bytes of lines wait at most.</summary>
    public const int Capacity = 1024 * 1024;

    private const int Enough = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    [ThreadStatic]
    private static byte[]? scratch;

    private readonly Lock gate = new();
    private readonly AutoResetEvent isEnough = new(initialState: false);
    private readonly Stream output;
    private readonly object outputLock;
    private readonly TimeProvider time;
    private readonly Thread writer;
    private byte[] gathering = GC.AllocateUninitializedArray<byte>(Capacity);
    private byte[] writing = GC.AllocateUninitializedArray<byte>(Capacity);
    private int gathered;
    private long dropped;
    private long told;
    private volatile bool isEnding;

    /// <param name="output">Not closed.</param>
    /// <param name="outputLock">Held while whole lines are written, by whoever else writes there too.</param>
    /// <param name="time">Says when a request was answered.</param>
    public RequestLog(Stream output, object outputLock, TimeProvider time)
    {
        (this.output, this.outputLock, this.time) = (output, outputLock, time);
        writer = new Thread(Run) { IsBackground = true, Name = "Request log" };
        writer.Start();
    }

    /// <summary>How many lines were lost.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <inheritdoc cref="AccessLogLine.Write"/>
    public void Write(string method, string path, int status, TimeSpan elapsed, long bytes, string? traceId)
    {
        var line = scratch ??= new byte[AccessLogLine.Longest];
        var length = AccessLogLine.Write(line, time.GetUtcNow().UtcDateTime, method, path, status, elapsed, bytes, traceId);
        var before = 0;
        lock (gate)
        {
            if (Capacity - gathered < length)
            {
                dropped++;
                return;
            }

            line.AsSpan(0, length).CopyTo(gathering.AsSpan(gathered));
            before = gathered;
            gathered += length;
        }

        if (before < Enough && before + length >= Enough)
        {
            isEnough.Set();
        }
    }

    /// <summary>Writes what is left, unless nobody takes it.</summary>
    public void Dispose()
    {
        if (!isEnding)
        {
            isEnding = true;
            isEnough.Set();
            writer.Join(Farewell);
        }
    }

    private void Run()
    {
        while (!isEnding)
        {
            isEnough.WaitOne(Patience);
            Flush();
        }

        Flush();
    }

    private void Flush()
    {
        int length;
        long lost;
        lock (gate)
        {
            (length, lost) = (gathered, dropped - told);
            (gathering, writing) = (writing, gathering);
            (gathered, told) = (0, dropped);
        }

        if (length > 0)
        {
            Output(writing.AsSpan(0, length));
        }

        if (lost > 0)
        {
            Span<byte> line = stackalloc byte[256];
            Utf8.TryWrite(
                line,
                System.Globalization.CultureInfo.InvariantCulture,
                $$"""{"Timestamp":"{{time.GetUtcNow().UtcDateTime:O}}","LogLevel":"Warning","Category":"GeekOnDuty.Requests","Dropped":{{lost}}}""",
                out length
            );
            line[length++] = (byte)'\n';
            Output(line[..length]);
        }
    }

    private void Output(ReadOnlySpan<byte> lines)
    {
        try
        {
            lock (outputLock)
            {
                output.Write(lines);
                output.Flush();
            }
        }
        catch (IOException)
        {
            // A full disk, a pipe that nobody reads: there is nowhere to complain to.
        }
    }
}
