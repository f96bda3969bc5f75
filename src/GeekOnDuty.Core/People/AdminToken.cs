using System.Security.Cryptography;

namespace GeekOnDuty.Core.People;

/// <summary>The admin token of the setting `GeekOnDuty__AdminToken`: accepted as it is, acts for the first admin.</summary>
public sealed class AdminToken(string? secret)
{
    /// <summary>How the audit log names it: it has no row.</summary>
    public static readonly Guid Id = Guid.Empty;

    public const string Name = "GeekOnDuty__AdminToken";

    private readonly byte[]? hash = secret is null ? null : Secret.Hash(secret);

    public bool Is(string given) => hash is not null && CryptographicOperations.FixedTimeEquals(hash, Secret.Hash(given));
}
