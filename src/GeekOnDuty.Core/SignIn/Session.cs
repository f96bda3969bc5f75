using NodaTime;

namespace GeekOnDuty.Core.SignIn;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">Its id; not what the cookie holds.</param>
/// <param name="Device">What the browser calls itself.</param>
/// <param name="CreatedAt">UTC; when it signed in.</param>
/// <param name="LastUsedAt">UTC, to the hour.</param>
/// <param name="ExpiresAt">30 days after it was last used, unless the token ends first by which it signed in.</param>
/// <param name="Current">Whether the request came with it.</param>
public sealed record Session(Guid Id, string Device, Instant CreatedAt, Instant LastUsedAt, Instant ExpiresAt, bool Current);
