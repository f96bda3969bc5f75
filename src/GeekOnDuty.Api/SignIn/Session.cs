using NodaTime;

namespace GeekOnDuty.Api.SignIn;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">Its id; not what the cookie holds.</param>
/// <param name="Device">What the browser calls itself.</param>
/// <param name="CreatedAt">When it signed in.</param>
/// <param name="LastUsedAt">To the hour.</param>
/// <param name="ExpiresAt">30 days after it was last used.</param>
internal sealed record Session(Guid Id, string Device, Instant CreatedAt, Instant LastUsedAt, Instant ExpiresAt);
