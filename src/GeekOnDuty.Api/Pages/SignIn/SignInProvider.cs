using GeekOnDuty.Core.Hosting;

namespace GeekOnDuty.Api.Pages.SignIn;

/// <summary>A site that says, by OAuth 2.0 (RFC 6749), which verified e-mail address somebody has.</summary>
/// <param name="Id">In paths.</param>
/// <param name="Name">What people call it.</param>
/// <param name="ClientId">How it calls this program.</param>
/// <param name="ClientSecret">By which it knows this program.</param>
/// <param name="AuthorizationEndpoint">Where browsers are sent.</param>
/// <param name="TokenEndpoint">Where a code is exchanged.</param>
/// <param name="UserInformationEndpoint">What it knows about whoever has signed in there.</param>
/// <param name="Scope">What is asked for.</param>
internal sealed record SignInProvider(
    string Id,
    string Name,
    string ClientId,
    string ClientSecret,
    string AuthorizationEndpoint,
    string TokenEndpoint,
    string UserInformationEndpoint,
    IReadOnlyList<string> Scope
)
{
    public const string GitHub = "github";
    public const string Other = "oauth";
    private const string UsualScope = "openid email";

    /// <param name="configuration">`SignIn__GitHub__…` and `SignIn__OAuth__…`.</param>
    /// <returns>None, when nothing is set.</returns>
    /// <exception cref="StartException">A value is wrong or missing; the message names it.</exception>
    public static IReadOnlyList<SignInProvider> Read(IConfiguration configuration)
    {
        var providers = new List<SignInProvider>();
        var gitHub = configuration.GetSection("SignIn:GitHub");
        if (IsSet(gitHub, "ClientId", "ClientSecret"))
        {
            providers.Add(
                new SignInProvider(
                    GitHub,
                    "GitHub",
                    gitHub["ClientId"]!,
                    gitHub["ClientSecret"]!,
                    "https://github.com/login/oauth/authorize",
                    "https://github.com/login/oauth/access_token",
                    "https://api.github.com/user/emails",
                    ["user:email"]
                )
            );
        }

        var other = configuration.GetSection("SignIn:OAuth");
        if (IsSet(other, "Name", "ClientId", "ClientSecret", "AuthorizationEndpoint", "TokenEndpoint", "UserInformationEndpoint"))
        {
            providers.Add(
                new SignInProvider(
                    Other,
                    other["Name"]!,
                    other["ClientId"]!,
                    other["ClientSecret"]!,
                    Endpoint(other, "AuthorizationEndpoint"),
                    Endpoint(other, "TokenEndpoint"),
                    Endpoint(other, "UserInformationEndpoint"),
                    (string.IsNullOrWhiteSpace(other["Scope"]) ? UsualScope : other["Scope"]!).Split(
                        ' ',
                        StringSplitOptions.RemoveEmptyEntries
                    )
                )
            );
        }

        return providers;
    }

    private static bool IsSet(IConfigurationSection section, params string[] needed)
    {
        if (section.GetChildren().FirstOrDefault(child => !string.IsNullOrEmpty(child.Value)) is not { } set)
        {
            return false;
        }

        var missing = needed.Where(name => string.IsNullOrEmpty(section[name])).Select(name => Setting(section, name)).ToList();
        return missing.Count == 0
            ? true
            : throw new StartException(
                $"{Setting(section, set.Key)} is set, so {string.Join(", ", missing)} must be set too; or set none of them."
            );
    }

    private static string Endpoint(IConfigurationSection section, string name) =>
        Uri.TryCreate(section[name], UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? url.AbsoluteUri
            : throw new StartException(
                $"{Setting(section, name)} is '{section[name]}'; write an https URL, such as https://id.example.org/oauth/authorize."
            );

    private static string Setting(IConfigurationSection section, string name) => $"SignIn__{section.Key}__{name}";
}
