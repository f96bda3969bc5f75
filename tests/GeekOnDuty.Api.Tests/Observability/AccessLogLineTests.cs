using System.Text;
using System.Text.Json;
using GeekOnDuty.Api.Observability;
using Xunit;

namespace GeekOnDuty.Api.Tests.Observability;

public sealed class AccessLogLineTests
{
    private static readonly DateTime At = new(2026, 3, 2, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_line_says_when_what_and_how_and_nothing_else()
    {
        Assert.Equal(
            """{"Timestamp":"2026-03-02T10:00:00.0000000Z","LogLevel":"Information","Category":"GeekOnDuty.Requests","Method":"GET","Path":"/v1/rotas/ceph/on-duty","Status":200,"Milliseconds":1.042,"Bytes":812,"TraceId":"0HN:1"}"""
                + "\n",
            Line("GET", "/v1/rotas/ceph/on-duty", 200, TimeSpan.FromMicroseconds(1042.9), 812, "0HN:1")
        );
        Assert.DoesNotContain("TraceId", Line("GET", "/", 200, TimeSpan.Zero, 0, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a\"b\\c", "/a\\\"b\\\\c")]
    [InlineData("/line\nfeed\r\t\0", "/line\\u000afeed\\u000d\\u0009\\u0000")]
    [InlineData("/\u001b[31mred\u007f\u009b", "/\\u001b[31mred\\u007f\\u009b")]
    [InlineData("/\u202eright\u2028to\u2029left\ufeff", "/\\u202eright\\u2028to\\u2029left\\ufeff")]
    [InlineData("/\U000E0041tag", "/\\udb40\\udc41tag")]
    [InlineData("/é漢😀", "/é漢😀")]
    [InlineData("/%FF", "/%FF")]
    [InlineData("", "")]
    public void Hostile_paths_stay_within_their_string_and_come_back_as_they_were(string path, string written)
    {
        var line = Line("GET", path, 404, TimeSpan.Zero, 0, null);
        Assert.Contains($"\"Path\":\"{written}\",", line, StringComparison.Ordinal);
        Assert.Equal(path, Parse(line).GetProperty("Path").GetString());
    }

    [Fact]
    public void Half_a_surrogate_is_replaced()
    {
        var path = new string(['/', '\ud83d', 'x', '\ude00']);
        Assert.Equal("/\ufffdx\ufffd", Parse(Line("GET", path, 404, TimeSpan.Zero, 0, null)).GetProperty("Path").GetString());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\"")]
    [InlineData("\u0001")]
    [InlineData("é")]
    [InlineData("漢")]
    [InlineData("😀")]
    [InlineData("\U000E0041")]
    public void What_is_too_long_is_cut_between_characters(string repeated)
    {
        var long_ = string.Concat(Enumerable.Repeat(repeated, 10_000));
        var line = Line(long_, "/" + long_, 599, TimeSpan.MaxValue, long.MaxValue, long_);
        Assert.InRange(Encoding.UTF8.GetByteCount(line), 500, AccessLogLine.Longest);
        var path = Parse(line).GetProperty("Path").GetString()!;
        Assert.EndsWith("…", path, StringComparison.Ordinal);
        Assert.Empty(path[1..^1].Replace(repeated, "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/tokens/geek_abcdef", "/v1/tokens/geek_…")]
    [InlineData("/ceph/join/geek_join_abcdef", "/ceph/join/geek_…")]
    [InlineData("/Bearer GEEK_abcdef/x", "/Bearer GEEK_…")]
    [InlineData("/v1/rotas/geek-on-duty", "/v1/rotas/geek-on-duty")]
    [InlineData("/sign-in/abcdefghij0123456789", "/sign-in/…")]
    [InlineData("/sign-in/pQ3x-7_abcdefghij0123456789pQ3x-7_abcdefghi", "/sign-in/…")]
    [InlineData("/Sign-In/abcdefghij0123456789/confirm", "/Sign-In/…/confirm")]
    [InlineData("/sign-in/abcdefghij0123456789.", "/sign-in/….")]
    [InlineData("/sign-in/<abcdefghij0123456789>", "/sign-in/<…>")]
    [InlineData("/sign-in/sent", "/sign-in/sent")]
    [InlineData("/ceph/join/abcdefghij0123456789", "/ceph/join/…")]
    [InlineData("/me/calendar/geek_calendar_abcdef.ics", "/me/calendar/geek_…")]
    [InlineData("/me/calendar/abcdefghij0123456789.ics", "/me/calendar/….ics")]
    [InlineData("/x/abcdefghijKlmnopqrst", "/x/…")]
    [InlineData("/x/abcdefghijklm_opqrstu/y/Abcdefghijklmnopqrstu", "/x/…/y/…")]
    [InlineData("/x/geek_abc/Abcdefghijklmnopqrstu", "/x/geek_…")]
    [InlineData("/Abcdefghijklmnopqrstu/geek_abc", "/…/geek_…")]
    [InlineData("/kubernetes-meetings-of-all-the-groups/x", "/kubernetes-meetings-of-all-the-groups/x")]
    [InlineData("/v1/volunteers/0199f3a0-5c1e-7b3a-9d2f-3b1a2c4d5e6f", "/v1/volunteers/0199f3a0-5c1e-7b3a-9d2f-3b1a2c4d5e6f")]
    [InlineData("/HEALTHZ/Live", "/HEALTHZ/Live")]
    public void A_secret_in_an_address_is_left_out(string path, string written) =>
        Assert.Equal(written, Parse(Line("GET", path, 404, TimeSpan.Zero, 0, null)).GetProperty("Path").GetString());

    [Theory]
    [InlineData(200, "Information")]
    [InlineData(404, "Information")]
    [InlineData(499, "Information")]
    [InlineData(500, "Error")]
    [InlineData(503, "Error")]
    public void Our_own_failures_are_errors(int status, string level) =>
        Assert.Equal(level, Parse(Line("GET", "/", status, TimeSpan.Zero, 0, null)).GetProperty("LogLevel").GetString());

    private static string Line(string method, string path, int status, TimeSpan elapsed, long bytes, string? traceId)
    {
        var line = new byte[AccessLogLine.Longest];
        var length = AccessLogLine.Write(line, At, method, path, status, elapsed, bytes, traceId);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(line, 0, length);
    }

    private static JsonElement Parse(string line)
    {
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        return JsonDocument.Parse(line).RootElement;
    }
}
