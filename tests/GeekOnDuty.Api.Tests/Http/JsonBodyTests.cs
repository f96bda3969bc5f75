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
    [InlineData("{", "At line 1, byte 2: The text ends too early.")]
    [InlineData("{\"zone\":}", "At line 1, byte 9: '}' is not a value. Write a text")]
    [InlineData("{\"zone\":\"UTC\",}", "At line 1, byte 15: There is a comma too many before }. Leave it out.")]
    [InlineData("{\n  \"exceptDates\": [\n    \"2026-03-03\",\n  ]\n}", "At line 4, byte 3: There is a comma too many before ].")]
    [InlineData("{'zone':'UTC'}", "At line 1, byte 2: JSON has no single quotes.")]
    [InlineData("{zone:1}", "At line 1, byte 2: 'zone:1' stands where the name of a member belongs, in double quotes.")]
    [InlineData("{\"zone\":1,,\"x\":1}", "At line 1, byte 11: ',' stands where the name of a member belongs")]
    [InlineData("{\"zone\":\"UTC\"} {}", "At line 1, byte 16: '{' stands after the end.")]
    [InlineData("{\"zone\":1}x", "At line 1, byte 11: 'x' stands after the end.")]
    [InlineData("{\"zone\":\"a\nb\"}", "At line 1, byte 11: A text has a line end or another control character in it.")]
    [InlineData("{\"zone\":\"\\ud8\"}", "At line 1, byte 14: A backslash begins something that JSON does not know.")]
    [InlineData("{\"zone\":\"C:\\x\"}", "At line 1, byte 13: A backslash begins something")]
    [InlineData("{\"zone\":\"UTC}", "At line 1, byte 14: The text ends too early.")]
    [InlineData("{\"zone\":NaN}", "At line 1, byte 9: 'NaN' is not a value.")]
    [InlineData("{\"zone\":True}", "At line 1, byte 9: 'True' is not a value.")]
    [InlineData("{\"zone\":01}", "At line 1, byte 10: '1' is not a value.")]
    [InlineData("{\"zone\" 1}", "At line 1, byte 9: '1' stands where a colon belongs.")]
    [InlineData("{\"zone\":1 \"x\":2}", "At line 1, byte 11: '\"x\":2' stands where a comma or } belongs.")]
    [InlineData("{\n  \"zone\": \"UTC\"\n  \"x\": 1\n}", "At line 3, byte 3: '\"x\":' stands where a comma or } belongs.")]
    [InlineData("{\"x\":[1 2]}", "At line 1, byte 9: '2' stands where a comma or ] belongs.")]
    [InlineData("{\"x\":[}", "At line 1, byte 7: '}' is not a value.")]
    [InlineData("nonsense", "does not begin an object, {…}.")]
    [InlineData(" ", "The text ends too early.")]
    [InlineData("// no\n{}", "At line 1, byte 1: JSON has no comments. Leave them out.")]
    [InlineData("\uFEFF\uFEFF{}", "At line 1, byte 1: ")]
    [InlineData("\uFEFF{\"zone\":}", "At line 1, byte 9: '}' is not a value.")]
    [InlineData("\uFEFF", "The text ends too early.")]
    public async Task Malformed_json_is_a_400_that_says_where_and_what_in_plain_words(string body, string detail)
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, body);
        var problem = await response.ShouldBeProblem(400, "malformed-json");
        var text = problem.GetProperty("detail").GetString()!;
        Assert.Matches("^At line [0-9]+, byte [0-9]+: ", text);
        Assert.Contains(detail, text, StringComparison.Ordinal);
        await response.ShouldBeClean(body);
    }

    /// <summary>So nobody who writes JSON reads of reader options, payloads or modes.</summary>
    [Fact]
    public async Task No_damage_to_json_brings_up_words_of_the_parser()
    {
        var random = new Random(20261130);
        for (var i = 0; i < 2000; i++)
        {
            var body = new StringBuilder(Question.Insert(1, "\"exceptDates\":[\"2026-03-03\",1],\"x\":{\"y\":true},"));
            for (var damages = random.Next(1, 4); damages > 0; damages--)
            {
                var at = random.Next(body.Length);
                _ = random.Next(2) == 0 ? body.Remove(at, 1) : body.Insert(at, ",:{}[]\"'\\/#\n0-e€"[random.Next(16)]);
            }

            try
            {
                _ = GeekOnDuty.Api.Http.Body<GeekOnDuty.Api.Endpoints.OccurrenceQuestion>.Read(
                    Encoding.UTF8.GetBytes(body.ToString())
                );
            }
            catch (Exception refused)
                when (refused is GeekOnDuty.Api.Http.ProblemException or GeekOnDuty.Core.Operations.RefusedException)
            {
                var detail = refused.Message;
                string[] words =
                [
                    "reader",
                    "mode",
                    "literal",
                    "payload",
                    "LineNumber",
                    "depth",
                    "escapable",
                    "0x",
                    "token",
                    "System.",
                ];
                Assert.DoesNotContain(words, word => detail.Contains(word, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    [Fact]
    public async Task One_byte_order_mark_before_json_is_skipped()
    {
        using var response = await Anonymous.SendJsonAsync("POST", Occurrences, $"\uFEFF{Question}");
        await response.ShouldBe(200);
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF")]
    [InlineData("80000000")]
    [InlineData("-1")]
    [InlineData("x")]
    public async Task A_chunk_whose_size_is_no_number_is_a_400(string size)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(Anonymous.BaseAddress!.Host, Anonymous.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var head =
            $"POST {Occurrences} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{head}Connection: close\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n"),
            TestContext.Current.CancellationToken
        );
        using var answer = new StreamReader(stream);
        var text = await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 400 ", text, StringComparison.Ordinal);
        Assert.Contains("/problems/bad-request", text, StringComparison.Ordinal);
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
