using GeekOnDuty.Core.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace GeekOnDuty.Api.Pages.SignIn;

internal static class SignInPageSetup
{
    public static void AddSignInPages(this IServiceCollection services)
    {
        services.AddScoped<ISignInEmails, SignInEmails>();
        services
            .AddSingleton(provider => new SignInProviders(SignInProvider.Read(provider.GetRequiredService<IConfiguration>())))
            .AddSingleton<ProviderSignIn>()
            .AddSingleton<IConfigureOptions<AuthenticationOptions>>(provider => provider.GetRequiredService<ProviderSignIn>())
            .AddSingleton<IConfigureOptions<OAuthOptions>>(provider => provider.GetRequiredService<ProviderSignIn>())
            .AddSingleton<
                IPostConfigureOptions<OAuthOptions>,
                OAuthPostConfigureOptions<OAuthOptions, OAuthHandler<OAuthOptions>>
            >();
    }
}
