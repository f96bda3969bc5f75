using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GeekOnDuty.Api.Tests.SignIn;

/// <summary>A small OAuth 2.0 provider: RFC 6749 §4.1 with PKCE (RFC 7636), each code good once.</summary>
internal sealed class OAuthProvider : IAsyncDisposable
{
    public const string ClientId = "client";
    public const string ClientSecret = "between us";
    private const string AccessToken = "access";
    private readonly WebApplication site;
    private readonly ConcurrentDictionary<string, (string Challenge, string RedirectUri)> codes = new(StringComparer.Ordinal);

    private OAuthProvider(WebApplication site) => this.site = site;

    public string Url => site.Urls.First();

    /// <summary>What it tells about whoever signs in; null: it fails.</summary>
    public JsonNode? Knows { get; set; }

    public static async Task<OAuthProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new OAuthProvider(app);
        app.MapPost("/token", provider.ExchangeAsync);
        app.MapGet("/user", provider.Tell);
        await app.StartAsync();
        return provider;
    }

    /// <summary>As if somebody had agreed to what they were asked.</summary>
    /// <param name="asked">Where the browser was sent.</param>
    /// <returns>Where it is sent back to, as a path.</returns>
    public Task<string> ConsentAsync(Uri asked)
    {
        var query = System.Web.HttpUtility.ParseQueryString(asked.Query);
        var code = Guid.NewGuid().ToString("N");
        codes[code] = (query["code_challenge"]!, query["redirect_uri"]!);
        return Task.FromResult($"{Callback(asked)}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
    }

    public string Deny(Uri asked)
    {
        var query = System.Web.HttpUtility.ParseQueryString(asked.Query);
        return $"{Callback(asked)}?error=access_denied&state={Uri.EscapeDataString(query["state"]!)}";
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    private static string Callback(Uri asked) =>
        new Uri(System.Web.HttpUtility.ParseQueryString(asked.Query)["redirect_uri"]!).AbsolutePath;

    private async Task<IResult> ExchangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return
            form["client_id"] == ClientId
            && form["client_secret"] == ClientSecret
            && form["grant_type"] == "authorization_code"
            && codes.TryRemove(form["code"].ToString(), out var code)
            && code == (challenge, form["redirect_uri"].ToString())
            ? Results.Json(new { access_token = AccessToken, token_type = "bearer" })
            : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }

    private IResult Tell(HttpRequest request) =>
        Knows is null ? Results.StatusCode(500)
        : request.Headers.Authorization == $"Bearer {AccessToken}" && request.Headers.UserAgent.Count > 0 ? Results.Json(Knows)
        : Results.StatusCode(401);
}
