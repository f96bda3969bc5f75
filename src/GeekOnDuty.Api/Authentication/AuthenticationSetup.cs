using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace GeekOnDuty.Api.Authentication;

/// <summary>Who somebody is: by token, or by the session of a browser.</summary>
internal static class AuthenticationSetup
{
    private const string EitherScheme = "Either";

    public static void AddAuthenticationSchemes(this IServiceCollection services)
    {
        services
            .AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, either => either.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "geek-on-duty-form";
            // Not Strict: whoever comes here by a link from elsewhere would get another one, and forms in other tabs would be void.
            forms.Cookie.SameSite = SameSiteMode.Lax;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.SuppressXFrameOptionsHeader = true;
        });
        services.AddDataProtection().SetApplicationName("geek-on-duty");
        services
            .AddSingleton<DataProtectionKeys>()
            .AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(keys =>
                keys.XmlRepository = provider.GetRequiredService<DataProtectionKeys>()
            ));
    }

    /// <summary>
    /// The framework would read them at every start before anything is served. Whatever uses forms adds what does that, so this comes last.
    /// </summary>
    public static void ReadKeysWithTheFirstForm(this IServiceCollection services)
    {
        foreach (var loader in services.Where(IsKeyLoader).ToList())
        {
            services.Remove(loader);
        }
    }

    private static bool IsKeyLoader(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && service.ImplementationType?.Assembly == typeof(IDataProtectionBuilder).Assembly;

    /// <summary>A token wins: a request that has one never acts by cookie. Without either, the API asks for a token and pages for a sign-in.</summary>
    private static string SchemeOf(HttpContext http)
    {
        var isApi = http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);
        return http.Request.Headers.ContainsKey("Authorization") || (isApi && SessionCookie.Read(http.Request) is null)
            ? TokenAuthentication.SchemeName
            : SessionAuthentication.SchemeName;
    }
}
