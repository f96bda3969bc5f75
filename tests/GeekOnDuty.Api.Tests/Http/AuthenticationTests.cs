using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.OpenApi;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class AuthenticationTests(RunningApp running) : IClassFixture<RunningApp>
{
    [Fact]
    public async Task Every_protected_operation_refuses_requests_without_a_valid_token()
    {
        var app = running.App;
        var rota = await app.Given.RotaAsync();
        var revoked = await RevokedAsync();
        foreach (var operation in (await ApiDescription.OfAsync(app)).Operations.Where(operation => operation.NeedsToken))
        {
            var path = operation
                .Path.Replace("{rota}", rota)
                .Replace("{id}", Guid.NewGuid().ToString())
                .Replace("{claimId}", Guid.NewGuid().ToString())
                .Replace("{volunteerId}", Guid.NewGuid().ToString())
                .Replace("{date}", "2026-03-03");
            foreach (var (authorization, isToken) in Credentials(revoked))
            {
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
                request.Content = operation.BodyExample is null
                    ? null
                    : JsonContent.Create(System.Text.Json.Nodes.JsonNode.Parse(operation.BodyExample));
                if (authorization is not null)
                {
                    request.Headers.TryAddWithoutValidation("Authorization", authorization);
                }

                using var response = await app.Anonymous.SendAsync(request);
                await response.ShouldBeProblem(401, "unauthenticated");
                await response.ShouldBeClean($"{operation.Name} {authorization}");
                var challenge = Assert.Single(response.Headers.WwwAuthenticate);
                Assert.Equal("Bearer", challenge.Scheme);
                Assert.Equal(isToken ? "error=\"invalid_token\"" : null, challenge.Parameter);
            }
        }
    }

    [Fact]
    public async Task Public_operations_answer_also_with_a_bad_token()
    {
        foreach (var (authorization, _) in Credentials(await RevokedAsync()))
        {
            using var response = await running.App.Anonymous.GetAsync("/v1/rotas", "Authorization", authorization ?? "");
            await response.ShouldBe(200);
        }
    }

    [Theory]
    [InlineData("bearer ")]
    [InlineData("BEARER ")]
    [InlineData("Bearer   ")]
    public async Task The_name_of_the_scheme_has_no_case(string scheme)
    {
        using var response = await running.App.Anonymous.GetAsync("/v1/me", "Authorization", scheme + TestApp.AdminSecret);
        await response.ShouldBe(200);
    }

    private static IEnumerable<(string? Authorization, bool IsToken)> Credentials(string revoked) =>
        [
            (null, false),
            ("Bearer", false),
            ("Bearer ", false),
            ("Basic dXNlcjpwYXNz", false),
            ("nonsense", false),
            ("Bearer geek_", true),
            ("Bearer geek_unknown", true),
            ("Bearer " + TestApp.AdminSecret.ToUpperInvariant(), true),
            ("Bearer " + TestApp.AdminSecret + " x", true),
            ("Bearer geek_" + new string('A', 64), true),
            ("Bearer geek_" + new string('!', 64), true),
            ("Bearer " + new string('x', 4000), true),
            ("Bearer " + revoked, true),
            ("Bearer " + revoked[..^1] + (revoked[^1] == 'A' ? 'B' : 'A'), true),
        ];

    private async Task<string> RevokedAsync()
    {
        using var made = await running.App.Admin.PostAsJsonAsync("/v1/tokens", new { name = "short" });
        var token = await made.ShouldBe(201);
        using var gone = await running.App.Admin.DeleteAsync($"/v1/tokens/{token.GetProperty("id").GetString()}");
        await gone.ShouldBe(204);
        return token.GetProperty("secret").GetString()!;
    }
}

/// <summary>Tokens by the clock, which these tests move.</summary>
public sealed class TokenExpiryTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_token_works_until_it_expires_and_not_a_tick_longer()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        using var made = await app.Admin.PostAsJsonAsync(
            "/v1/tokens",
            new { name = "an hour", expiresAt = "2026-03-02T11:00:00Z" }
        );
        using var client = app.ClientWith((await made.ShouldBe(201)).GetProperty("secret").GetString());
        var expiry = Instant.FromUtc(2026, 3, 2, 11, 0);

        foreach (
            var (now, status) in ((Instant, int)[])
                [
                    (RunningApp.Now, 200),
                    (expiry - Duration.FromTicks(1), 200),
                    (expiry, 401),
                    (expiry + Duration.FromDays(1), 401),
                ]
        )
        {
            app.Clock.Now = now;
            using var response = await client.GetAsync("/v1/me");
            await response.ShouldBe(status);
        }
    }

    [Theory]
    [InlineData("2026-03-02T10:00:00Z")]
    [InlineData("2020-01-01T00:00:00Z")]
    public async Task A_token_cannot_expire_before_it_is_made(string expiresAt)
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        using var response = await app.Admin.PostAsJsonAsync("/v1/tokens", new { name = "past", expiresAt });
        await response.ShouldName("expiresAt");
    }

    [Fact]
    public async Task The_last_use_is_known_to_the_minute()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        using var made = await app.Admin.PostAsJsonAsync("/v1/tokens", new { name = "used" });
        var token = await made.ShouldBe(201);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, token.GetProperty("lastUsedAt").ValueKind);
        using var client = app.ClientWith(token.GetProperty("secret").GetString());

        foreach (
            var (seconds, lastUsedAt) in ((int, string)[])
                [
                    (0, "2026-03-02T10:00:00Z"),
                    (59, "2026-03-02T10:00:00Z"),
                    (60, "2026-03-02T10:01:00Z"),
                    (7200, "2026-03-02T12:00:00Z"),
                ]
        )
        {
            app.Clock.Now = RunningApp.Now + Duration.FromSeconds(seconds);
            using var use = await client.GetAsync("/v1/me");
            await use.ShouldBe(200);
            using var list = await app.Admin.GetAsync("/v1/tokens");
            var listed = (await list.ShouldBe(200))
                .GetProperty("items")
                .EnumerateArray()
                .Single(each => each.GetProperty("id").GetString() == token.GetProperty("id").GetString());
            Assert.Equal(lastUsedAt, listed.GetProperty("lastUsedAt").GetString());
        }
    }
}
