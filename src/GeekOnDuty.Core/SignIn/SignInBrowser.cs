namespace GeekOnDuty.Core.SignIn;

/// <summary>The browser that signs in.</summary>
/// <param name="FormerSession">The secret of the session that it has; the new session takes its place.</param>
/// <param name="UserAgent">As it names itself.</param>
public sealed record SignInBrowser(string? FormerSession, string UserAgent);

/// <summary>Somebody was signed in.</summary>
/// <param name="ReturnTo">A path of this site.</param>
/// <param name="SessionSecret">Of the new session, for the cookie; null where the browser stays as it is.</param>
public sealed record SignedIn(string ReturnTo, string? SessionSecret);
