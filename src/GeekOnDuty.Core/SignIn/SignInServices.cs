namespace GeekOnDuty.Core.SignIn;

public static class SignInServices
{
    /// <summary>Sessions and links. <see cref="ISignInEmails"/> and <see cref="ISignInLinkLimit"/> are the host's.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services) =>
        services
            .AddScoped<SessionQueries>()
            .AddScoped<EndSession>()
            .AddScoped<EndOtherSessions>()
            .AddScoped<SignInLinks>()
            .AddScoped<LinkSender>()
            .AddScoped<SendSignInLink>()
            .AddScoped<UseSignInLink>()
            .AddScoped<SignInWithToken>()
            .AddScoped<SignInWithAddress>();
}
