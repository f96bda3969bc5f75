using System.Text;
using System.Text.Json;
using GeekOnDuty.Api.Observability;
using Xunit;

namespace GeekOnDuty.Api.Tests.Observability;

public sealed class RequestLogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_of_many_at_once_has_one_whole_line()
    {
        const int writers = 8;
        const int each = 1000;
        using var output = new MemoryStream();
        using (var log = new RequestLog(output, new object(), TimeProvider.System))
        {
            await Parallel.ForAsync(
                0,
                writers,
                Ct,
                async (writer, _) =>
                {
                    for (var i = 0; i < each; i++)
                    {
                        log.Write("GET", $"/{writer}/{i}", 200, TimeSpan.Zero, 0, null);
                        if (i % 100 == 0)
                        {
                            await Task.Delay(1, CancellationToken.None);
                        }
                    }
                }
            );
            log.Dispose();
            Assert.Equal(0, log.Dropped);
        }

        var paths = Lines(output).Select(line => line.GetProperty("Path").GetString()).ToList();
        Assert.Equal(writers * each, paths.Count);
        Assert.Equal(writers * each, paths.Distinct().Count());
    }

    [Fact]
    public async Task Lines_come_without_being_asked_for()
    {
        using var output = new StuckStream();
        output.Open();
        using var log = new RequestLog(output, new object(), TimeProvider.System);
        log.Write("GET", "/alone", 200, TimeSpan.Zero, 0, null);
        await output.HasWritten.WaitAsync(TestDeadline.Timeout, Ct);
        Assert.Equal("/alone", Assert.Single(Lines(output.Written)).GetProperty("Path").GetString());
    }

    [Fact]
    public async Task When_nobody_takes_the_output_requests_go_on_and_what_was_lost_is_told()
    {
        using var output = new StuckStream();
        var log = new RequestLog(output, new object(), TimeProvider.System);
        var path = "/" + new string('x', 900);
        log.Write("GET", "/first", 200, TimeSpan.Zero, 0, null);
        await output.IsAsked.WaitAsync(TestDeadline.Timeout, Ct);

        const int more = 2 * RequestLog.Capacity / 1000;
        for (var i = 0; i < more; i++)
        {
            log.Write("GET", path, 200, TimeSpan.Zero, 0, null);
        }

        Assert.InRange(log.Dropped, more / 4, more - 1);
        output.Open();
        log.Dispose();
        var lines = Lines(output.Written);
        var told = lines.Where(line => line.TryGetProperty("Dropped", out _)).Sum(line => line.GetProperty("Dropped").GetInt64());
        Assert.Equal(log.Dropped, told);
        Assert.Equal(1 + more, told + lines.Count(line => line.TryGetProperty("Path", out _)));
    }

    [Fact]
    public async Task The_end_does_not_wait_for_ever()
    {
        using var output = new StuckStream();
        var log = new RequestLog(output, new object(), TimeProvider.System);
        log.Write("GET", "/", 200, TimeSpan.Zero, 0, null);
        await Task.Run(log.Dispose, Ct).WaitAsync(TestDeadline.Timeout, Ct);
        output.Open();
    }

    private static List<JsonElement> Lines(MemoryStream output) =>
        [
            .. Encoding
                .UTF8.GetString(output.ToArray())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];

    /// <summary>Takes nothing until it is opened.</summary>
    private sealed class StuckStream : Stream
    {
        private readonly ManualResetEventSlim open = new();
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MemoryStream Written { get; } = new();

        public Task IsAsked => asked.Task;

        public Task HasWritten => written.Task;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Open() => open.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            asked.TrySetResult();
            open.Wait();
            Written.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => written.TrySetResult();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
