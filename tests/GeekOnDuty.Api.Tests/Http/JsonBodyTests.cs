using System.Text;
using Xunit;
using static GeekOnDuty.Api.Tests.Http.OccurrenceQuestion;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class JsonBodyTests(RunningApp running) : IClassFixture<RunningApp>
{
    private HttpClient Anonymous => running.App.Anonymous;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    [InlineData("application/vnd.example+json")]
    public async Task Json_in_UTF_8_is_taken(string contentType)
    {
        using var response = await Anonymous.SendBytesAsync("POST", Occurrences, Encoding.UTF8.GetBytes(Question), contentType);
        await response.ShouldBe(200);
    }

    [Theory]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Any_other_content_type_is_a_415(string? contentType)
    {
        using var response = await Anonymous.SendBytesAsync("POST", Occurrences, Encoding.UTF8.GetBytes(Question), contentType);
        await response.ShouldBeProblem(415, "unsupported-media-type");
        await response.ShouldBeClean(contentType ?? "none");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"zone\":}")]
    [InlineData("{\"zone\":\"UTC\",}")]
    [InlineData("{'zone':'UTC'}")]
    [InlineData("{\"zone\":\"UTC\"} {}")]
    [InlineData("{\"zone\":\"a\nb\"}")]
    [InlineData("{\"zone\":\"\\ud8\"}")]
    [InlineData("{\"zone\":NaN}")]
    [InlineData("{\"zone\":01}")]
    [InlineData("nonsense")]
    [InlineData(" ")]
    [InlineData("// no\n{}")]
    [InlineData("\uFEFF{}")]
    public async Task Malformed_json_is_a_400_that_tells_the_position(string body)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        var problem = await response.ShouldBeProblem(400, "malformed-json");
        Assert.Matches("^At line [0-9]+, byte [0-9]+: ", problem.GetProperty("detail").GetString());
        await response.ShouldBeClean(body);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("12")]
    [InlineData("true")]
    public async Task A_body_that_is_no_object_is_a_400(string body)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        await response.ShouldBeProblem(400, "malformed-json");
        await response.ShouldBeClean(body);
    }

    [Theory]
    [InlineData("""{"zone":"UTC","zone":"Europe/Berlin"}""")]
    [InlineData("""{"zone":"UTC","\u007aone":"Europe/Berlin"}""")]
    public async Task Duplicate_members_are_a_400_that_names_the_member(string body)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        var problem = await response.ShouldBeProblem(400, "malformed-json");
        Assert.Contains("zone", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("At line ,", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await response.ShouldBeClean(body);
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"zone":"\ud800"}""")]
    [InlineData("""{"zone":{"\udc00":1,"\udc00":2}}""")]
    [InlineData("""{"exceptDates":["\ud800"]}""")]
    public async Task Half_a_surrogate_pair_is_a_400(string body)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        await response.ShouldBe(400);
        await response.ShouldBeClean(body);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_a_400()
    {
        foreach (
            var bytes in (byte[][])
                [
                    [0xFF],
                    [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D],
                    [0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22],
                ]
        )
        {
            using var response = await Anonymous.SendBytesAsync("POST", Occurrences, bytes, "application/json");
            var problem = await response.ShouldBeProblem(400, "malformed-json");
            Assert.Contains("UTF-8", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Deep_nesting_is_a_400()
    {
        var body =
            $$"""{"zone":{{string.Concat(Enumerable.Repeat("[", 5000))}}{{string.Concat(Enumerable.Repeat("]", 5000))}}}""";
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        await response.ShouldBeProblem(400, "malformed-json");
        await response.ShouldBeClean("deep");
    }

    [Fact]
    public async Task An_empty_body_is_an_empty_object()
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, null);
        await response.ShouldName("zone", "startDate", "startTime", "endTime");
    }

    [Fact]
    public async Task More_than_256_KiB_is_a_413_also_without_a_length()
    {
        var large = Encoding.UTF8.GetBytes($$"""{"zone":"{{new string('a', 256 * 1024)}}"}""");
        using var whole = await Anonymous.SendBytesAsync("POST", Occurrences, large, "application/json");
        await whole.ShouldBeProblem(413, "too-large");
        await whole.ShouldBeClean("large");

        using var request = new HttpRequestMessage(HttpMethod.Post, Occurrences);
        request.Content = new StreamContent(new MemoryStream(large));
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await Anonymous.SendAsync(request);
        await chunked.ShouldBeProblem(413, "too-large");
    }
}
