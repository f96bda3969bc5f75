namespace GeekOnDuty.Api.Http;

/// <summary>Paths to the page for signing in, and back from it.</summary>
internal static class SignInPaths
{
    public static string PathWithReturn(string path) => $"/sign-in?return={Uri.EscapeDataString(path)}";

    /// <summary>A path of this site, never another one: `//host` and `/\host` are addresses of others.</summary>
    public static string ReturnTo(string? given) =>
        given is ['/', ..] and not ['/', '/' or '\\', ..] && given.Length <= 2000 && given.All(c => c is > ' ' and < '\x7f')
            ? given
            : "/";
}
