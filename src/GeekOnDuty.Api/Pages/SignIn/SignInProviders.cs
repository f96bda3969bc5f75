namespace GeekOnDuty.Api.Pages.SignIn;

/// <summary>The other sites with which people can sign in; none when the settings name none.</summary>
internal sealed record SignInProviders(IReadOnlyList<SignInProvider> All);
