using System.Net;
using System.Net.Http.Json;
using System.Threading.RateLimiting;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OpenApi;
using GeekOnDuty.Core.People;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class RateLimitTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Day = "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z";

    [Fact]
    public async Task Writes_are_counted_by_person_whatever_token_they_use()
    {
        await using var app = await StartAsync(("WritesPerMinute", "10"));
        var ada = await app.Given.PersonAsync("Ada");
        var bob = await app.Given.PersonAsync("Bob");
        using var more = await app.Admin.PostAsJsonAsync("/v1/tokens", new { name = "another", volunteerId = ada.Id });
        using var other = app.ClientWith((await more.ShouldBe(201)).Text("secret"));
        for (var i = 1; i <= 10; i++)
        {
            using var written = await RenameAsync(i % 2 == 0 ? ada.Client : other, $"Ada {i}");
            await written.ShouldBe(200);
        }

        foreach (var client in (HttpClient[])[ada.Client, other])
        {
            using var refused = await RenameAsync(client, "Refused");
            await ShouldBeTooMany(refused);
        }

        using var me = await ada.Client.GetAsync("/v1/me");
        Assert.Equal("Ada 10", (await me.ShouldBe(200)).Text("displayName"));
        using var free = await RenameAsync(bob.Client, "Bob");
        await free.ShouldBe(200);
    }

    [Fact]
    public async Task Claims_have_a_budget_of_their_own_that_repetitions_spend_too()
    {
        await using var app = await StartAsync(("ClaimsPerMinute", "3"));
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        foreach (var (date, key) in ((string, string?)[])[("2026-03-03", "once"), ("2026-03-03", "once"), ("2026-03-04", null)])
        {
            using var taken = await ada.Client.ClaimAsync(rota, hours, date, key: key);
            await taken.ShouldBe(201);
        }

        using var again = await ada.Client.ClaimAsync(rota, hours, "2026-03-03", key: "once");
        await ShouldBeTooMany(again);
        using var late = await ada.Client.ClaimAsync(rota, hours, "2026-03-05");
        await ShouldBeTooMany(late);
        using var standing = await ada.Client.StandAsync(rota, hours, new { from = "2026-03-05" });
        await ShouldBeTooMany(standing);

        Assert.Equal(["2026-03-03", "2026-03-04"], await db.HeldDatesAsync(hours));
        using var write = await RenameAsync(ada.Client, "Ada");
        await write.ShouldBe(200);
        using var read = await ada.Client.GetAsync("/v1/me/claims");
        await read.ShouldBe(200);
    }

    [Fact]
    public async Task Without_a_credential_only_what_is_not_in_memory_is_counted()
    {
        await using var app = await StartAsync(("AnonymousPerMinute", "6"));
        var (rota, hours) = await app.Given.RotaWithHoursAsync();
        using (var first = await app.Anonymous.GetAsync($"/v1/rotas/{rota}"))
        {
            await first.ShouldBe(200); // Not in memory until now: the first.
        }

        string[] free =
        [
            $"/v1/rotas/{rota}",
            $"/v1/rotas/{rota}/on-duty",
            $"/v1/rotas/{rota}/on-duty?at=2026-03-03T10:00:00Z",
            $"/v1/rotas/{rota}/office-hours",
            $"/v1/rotas/{rota}/office-hours/{hours}",
            $"/v1/rotas/{rota}/slots?{Day}",
            $"/v1/rotas/{rota}/schedule?{Day}",
            "/openapi/v1.json",
            "/swagger/index.html",
            "/problem.css",
            "/problems/too-many-requests",
            "/healthz/live",
            "/healthz/ready",
            "/metrics",
        ];
        foreach (var path in free.Concat(free))
        {
            using var answered = await app.Anonymous.GetAsync(path);
            await answered.ShouldBe(200);
        }

        (HttpMethod Method, string Path, int Status)[] counted =
        [
            (HttpMethod.Get, "/v1/rotas", 200),
            (HttpMethod.Get, "/v1/organisations", 200),
            (HttpMethod.Get, $"/v1/organisations/{Guid.NewGuid()}", 404),
            (HttpMethod.Get, "/v1/rotas/there-is-none", 404),
            (HttpMethod.Post, "/v1/occurrences", 400),
        ];
        foreach (var (method, path, status) in counted)
        {
            using var answered = await app.Anonymous.SendAsync(new HttpRequestMessage(method, path));
            await answered.ShouldBe(status);
        }

        foreach (var (method, path, _) in counted)
        {
            using var refused = await app.Anonymous.SendAsync(new HttpRequestMessage(method, path));
            await ShouldBeTooMany(refused);
        }

        foreach (var path in free.Append("/v1/rotas/No Slug, So None"))
        {
            using var answered = await app.Anonymous.GetAsync(path);
            Assert.True((int)answered.StatusCode is 200 or 404, path);
        }
    }

    [Fact]
    public async Task A_script_elsewhere_can_read_why_it_has_to_wait()
    {
        await using var app = await StartAsync(("AnonymousPerMinute", "1"));
        foreach (var path in (string[])["/v1/rotas", "/v1/rotas", "/v1/rotas/none"])
        {
            using var response = await app.Anonymous.GetAsync(path, "Origin", "https://help.example");
            Assert.Equal(["*"], response.Headers.GetValues("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task A_flood_of_wrong_tokens_stops_reaching_the_database()
    {
        await using var app = await StartAsync(("AnonymousPerMinute", "3"));
        var ada = await app.Given.PersonAsync("Ada");
        foreach (var harmless in (string[])["geek_", "geek_short", "nonsense", "geek_short", "geek_short"])
        {
            using var client = app.ClientWith(harmless);
            using var refused = await client.GetAsync("/v1/me");
            await refused.ShouldBeProblem(401, "unauthenticated");
        }

        using var wrong = app.ClientWith(TokenSecret.Make(Guid.NewGuid()));
        for (var i = 0; i < 3; i++)
        {
            using var right = await ada.Client.GetAsync("/v1/me");
            await right.ShouldBe(200);
            using var refused = await wrong.GetAsync("/v1/me");
            await refused.ShouldBeProblem(401, "unauthenticated");
        }

        // Not even asked any more: with the database gone it would be a 503.
        await using var connection = await db.OpenAsync();
        await connection.ExecuteAsync("ALTER TABLE tokens RENAME TO away");
        try
        {
            using var stopped = await wrong.GetAsync("/v1/me");
            await ShouldBeTooMany(stopped);
            using var write = await RenameAsync(wrong, "x");
            await ShouldBeTooMany(write);
        }
        finally
        {
            await connection.ExecuteAsync("ALTER TABLE away RENAME TO tokens");
        }
    }

    [Fact]
    public async Task Behind_a_configured_proxy_each_client_has_a_budget()
    {
        await using var app = await StartAsync(
            ("AnonymousPerMinute", "2"),
            ("GeekOnDuty:Proxies", "192.0.2.1, 127.0.0.0/8, ::1")
        );
        foreach (
            var (forwarded, statuses) in ((string, int[])[])
                [
                    ("198.51.100.7", [200, 200, 429]),
                    ("198.51.100.8", [200, 200, 429]),
                    // What the client made up stands to the left, what proxies say to the right.
                    ("198.51.100.9, 198.51.100.7", [429]),
                    ("198.51.100.7, 192.0.2.1", [429]),
                    ("2001:db8:1:2::1", [200]),
                    ("2001:db8:1:2:ffff::2", [200]),
                    ("[2001:db8:1:2::3]:4711", [429]),
                    ("2001:db8:1:3::1", [200]),
                ]
        )
        {
            foreach (var status in statuses)
            {
                using var response = await app.Anonymous.GetAsync("/v1/rotas", "X-Forwarded-For", forwarded);
                await response.ShouldBe(status);
            }
        }
    }

    [Fact]
    public async Task Whoever_is_no_proxy_of_ours_is_not_believed()
    {
        await using var app = await StartAsync(("AnonymousPerMinute", "1"), ("GeekOnDuty:Proxies", "192.0.2.1"));
        foreach (var (forwarded, status) in ((string, int)[])[("198.51.100.1", 200), ("198.51.100.2", 429)])
        {
            using var response = await app.Anonymous.GetAsync("/v1/rotas", "X-Forwarded-For", forwarded);
            await response.ShouldBe(status);
        }
    }

    [Fact]
    public async Task Limits_can_be_switched_off()
    {
        await using var app = await StartAsync(
            ("Enabled", "false"),
            ("WritesPerMinute", "1"),
            ("AnonymousPerMinute", "1"),
            ("SignInsPerMinute", "1")
        );
        for (var i = 0; i < 3; i++)
        {
            using var read = await app.Anonymous.GetAsync("/v1/rotas");
            await read.ShouldBe(200);
            await app.Given.PersonAsync("Ada");
            Assert.True(app.Services.GetRequiredService<RateLimits>().TryAcquire("ada@help.example"));
        }
    }

    [Theory]
    [InlineData("3", "20", 3)]
    [InlineData("10", "4", 4)]
    public async Task Sign_ins_are_counted_by_address_and_by_client(string perMinute, string perHour, int allowed)
    {
        await using var app = await StartAsync(("SignInsPerMinute", perMinute), ("SignInsPerHour", perHour));
        var limits = app.Services.GetRequiredService<RateLimits>();
        string[] alike = ["ada@help.example", " Ada@Help.Example ", "ADA@HELP.EXAMPLE"];
        for (var i = 0; i < allowed; i++)
        {
            Assert.True(limits.TryAcquire(alike[i % alike.Length]));
        }

        Assert.All(alike, address => Assert.False(limits.TryAcquire(address)));
        Assert.True(limits.TryAcquire("bob@help.example"));

        var client = app.Services.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;
        var http = new DefaultHttpContext();
        http.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new LimitedTo(RateLimitPolicy.SignIns)), "sign in"));
        http.Connection.RemoteIpAddress = IPAddress.Parse("198.51.100.7");
        for (var i = 0; i < allowed; i++)
        {
            Assert.True(IsAllowed(client, http));
        }

        Assert.False(IsAllowed(client, http));
        http.Connection.RemoteIpAddress = IPAddress.Parse("198.51.100.8");
        Assert.True(IsAllowed(client, http));
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    [InlineData("fe80::1%3", "fe80::/64")]
    [InlineData(null, "local")]
    public void A_client_is_an_IPv4_address_or_an_IPv6_network(string? address, string client) =>
        Assert.Equal(client, RateLimits.ClientOf(address is null ? null : IPAddress.Parse(address)));

    [Fact]
    public async Task Every_operation_of_v1_says_that_it_may_answer_429_and_with_which_header()
    {
        await using var app = await StartAsync();
        foreach (var operation in (await ApiDescription.OfAsync(app)).Operations)
        {
            var documented = operation.Responses["429"]?["headers"]?["Retry-After"] is not null;
            Assert.True(documented == operation.Path.StartsWith("/v1/", StringComparison.Ordinal), operation.Name);
        }
    }

    private static bool IsAllowed(PartitionedRateLimiter<HttpContext> limiter, HttpContext http)
    {
        using var lease = limiter.AttemptAcquire(http);
        return lease.IsAcquired;
    }

    private static Task<HttpResponseMessage> RenameAsync(HttpClient client, string displayName) =>
        client.PutAsJsonAsync("/v1/me", new { displayName, zone = "UTC" });

    private static async Task ShouldBeTooMany(HttpResponseMessage response)
    {
        await response.ShouldBeProblem(429, "too-many-requests");
        await response.ShouldBeClean(response.RequestMessage!.RequestUri!.ToString());
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    /// <param name="settings">Of `RateLimits`, unless they are named in full.</param>
    private Task<TestApp> StartAsync(params (string Name, string Value)[] settings) =>
        TestApp.StartAsync(
            db,
            RunningApp.Now,
            settings: settings
                .Select(each => (Name: each.Name.Contains(':') ? each.Name : $"RateLimits:{each.Name}", each.Value))
                .Append((Name: "RateLimits:Enabled", Value: "true"))
                .DistinctBy(each => each.Name)
                .ToDictionary(each => each.Name, each => each.Value)
        );
}
