using System.Net.Sockets;
using System.Reflection;
using System.Text;
using GeekOnDuty.Api.Http;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class AnswerTests(RunningApp running) : IClassFixture<RunningApp>
{
    private HttpClient Admin => running.App.Admin;
    private HttpClient Anonymous => running.App.Anonymous;

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/html")]
    [InlineData("text/html,application/xhtml+xml;q=0.9")]
    [InlineData("image/png")]
    [InlineData("nonsense")]
    public async Task Every_sort_of_failure_is_a_problem_document_or_where_people_read_a_page(string accept)
    {
        var rota = await running.App.Given.RotaAsync();
        var failures = new (string Method, string Path, string? Body, int Status)[]
        {
            ("GET", "/nothing", null, 404),
            ("GET", "/v1/rotas/none", null, 404),
            ("GET", "/v1/organisations/none", null, 404),
            ("GET", "/problems/none", null, 404),
            ("PATCH", $"/v1/rotas/{rota}", "{}", 405),
            ("DELETE", "/v1/rotas", null, 405),
            ("TRACE", "/v1/rotas", null, 405),
            ("POST", "/healthz/live", "{}", 405),
            ("POST", "/v1/occurrences", "{", 400),
            ("POST", "/v1/occurrences", "{}", 400),
            ("GET", $"/v1/rotas/{rota}/slots", null, 400),
            ("POST", "/v1/rotas", "{}", 401),
            ("GET", "/v1/me", null, 401),
        };
        foreach (var (method, path, body, status) in failures)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.TryAddWithoutValidation("Accept", accept);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await Anonymous.SendAsync(request);
            await response.ShouldBe(status);
            var isPage = !path.StartsWith("/v1", StringComparison.Ordinal) && accept.Contains("html", StringComparison.Ordinal);
            if (isPage)
            {
                Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
            }
            else
            {
                await response.ShouldBeClean($"{method} {path}");
            }

            if (status == 405)
            {
                Assert.NotEmpty(response.Content.Headers.Allow);
            }
        }
    }

    [Fact]
    public async Task Allow_lists_what_the_address_takes()
    {
        using var response = await Anonymous.SendJsonAsync("DELETE", "/v1/rotas", null);
        await response.ShouldBeProblem(405, "method-not-allowed");
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Where(method => method != "HEAD").Order());
    }

    [Fact]
    public async Task Head_answers_as_get_does_without_the_body()
    {
        var rota = await running.App.Given.RotaAsync();
        foreach (
            var path in (string[])
                [
                    $"/v1/rotas/{rota}",
                    $"/v1/rotas/{rota}/on-duty",
                    "/v1/rotas",
                    "/openapi/v1.json",
                    "/problem.css",
                    "/problems/invalid",
                    "/healthz/live",
                    "/v1/rotas/none",
                ]
        )
        {
            using var get = await Anonymous.GetAsync(path);
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var head = await Anonymous.SendAsync(request);
            Assert.True(get.StatusCode == head.StatusCode, path);
            Assert.True(get.Headers.ETag?.Tag == head.Headers.ETag?.Tag, path);
            Assert.True(get.Content.Headers.ContentType?.ToString() == head.Content.Headers.ContentType?.ToString(), path);
            // On the wire, as clients throw such a body away: nothing after the headers.
            Assert.EndsWith(
                "\r\n\r\n",
                await RawAsync($"HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_malformed_request_tells_nothing_of_the_server()
    {
        foreach (
            var request in (string[])
                [
                    "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                    "nonsense\r\n\r\n",
                    "GET / HTTP/9.9\r\n\r\n",
                    "POST /v1/occurrences HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                ]
        )
        {
            var answer = await RawAsync(request);
            Assert.Matches("^HTTP/1.1 (400|505) ", answer);
            Assert.DoesNotContain("Kestrel", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_idempotency_key_of_other_than_1_to_200_visible_characters_is_named()
    {
        foreach (var key in (string[])[new string('k', 201), "a\tb", ""])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/organisations");
            request.Content = new StringContent("""{"slug":"never","name":"n"}""", Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            using var response = await Admin.SendAsync(request);
            await response.ShouldName("Idempotency-Key");
        }
    }

    [Fact]
    public async Task A_secret_is_never_stored_by_caches_also_when_it_is_answered_again()
    {
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tokens");
            request.Content = new StringContent("""{"name":"t"}""", Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", "secret");
            using var response = await Admin.SendAsync(request);
            await response.ShouldBe(201);
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        }
    }

    [Fact]
    public async Task Private_answers_are_not_for_shared_caches()
    {
        foreach (var path in (string[])["/v1/me", "/v1/volunteers", "/v1/tokens", "/v1/me/claims"])
        {
            using var response = await Admin.GetAsync(path);
            await response.ShouldBe(200);
            Assert.True(response.Headers.CacheControl is { Private: true } or { NoStore: true }, path);
        }
    }

    [Fact]
    public async Task No_answer_names_the_server_software()
    {
        using var response = await Anonymous.GetAsync("/v1/rotas");
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("X-Powered-By"));
    }

    public static TheoryData<string> ProblemSlugs => [.. Problems.All.Select(kind => kind.Slug)];

    [Theory, MemberData(nameof(ProblemSlugs))]
    public async Task The_type_of_every_problem_is_a_page_that_explains_it(string slug)
    {
        var kind = Problems.All.Single(each => each.Slug == slug);
        using var response = await Anonymous.GetAsync(kind.Type, "Accept", "text/html");
        await response.ShouldBe(200);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var page = System.Net.WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        Assert.Contains(kind.Type, page, StringComparison.Ordinal);
        Assert.Contains(kind.Title, page, StringComparison.Ordinal);
        Assert.Contains(Prose(kind.Meaning), page, StringComparison.Ordinal);
        Assert.Contains(Prose(kind.WhatToDo), page, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
    }

    /// <summary>What stands between backquotes is code on the page.</summary>
    private static string Prose(string text) =>
        string.Concat(text.Split('`').Select((part, i) => i % 2 == 1 ? $"<code>{part}</code>" : part));

    [Fact]
    public void Every_kind_of_problem_is_in_the_list_of_all()
    {
        var kinds = typeof(Problems)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(ProblemKind))
            .Select(field => ((ProblemKind)field.GetValue(null)!).Slug)
            .ToList();

        Assert.NotEmpty(kinds);
        Assert.Equal(kinds.Order(), Problems.All.Select(kind => kind.Slug).Order());
    }

    [Fact]
    public void Problem_slugs_are_unique()
    {
        Assert.Equal(Problems.All.Count, Problems.All.Select(kind => kind.Slug).Distinct().Count());
    }

    [Theory]
    [InlineData("1.0", null, 200)]
    [InlineData("1.1", "", 200)]
    [InlineData("1.1", "[::1]:80", 200)]
    [InlineData("1.1", "a..b", 400)]
    [InlineData("1.1", "a:99999", 400)]
    [InlineData("1.1", "xn--", 400)]
    public async Task A_page_needs_no_host_and_refuses_one_that_is_none(string version, string? host, int status)
    {
        var named = host is null ? "" : $"Host: {host}\r\n";
        var answer = await RawAsync($"GET / HTTP/{version}\r\n{named}Accept: text/html\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("</html>", answer, StringComparison.Ordinal);
    }

    private async Task<string> RawAsync(string request)
    {
        var address = running.App.ClientOptions.BaseAddress;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", address.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
