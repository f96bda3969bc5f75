using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace GeekOnDuty.Core.People;

/// <summary>A <see cref="Secret"/> that has the id of its token before the random bits, both in base64url: what a bearer sends.</summary>
public static class TokenSecret
{
    public static string Make(Guid tokenId)
    {
        Span<byte> bytes = stackalloc byte[16 + Secret.RandomBytes];
        tokenId.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[16..]);
        return Secret.Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>The id of the token that a secret belongs to, if it is a secret at all.</summary>
    public static bool TryTokenId([NotNullWhen(true)] string? secret, out Guid id)
    {
        Span<byte> bytes = stackalloc byte[16 + Secret.RandomBytes];
        var isSecret =
            secret is not null
            && secret.StartsWith(Secret.Prefix, StringComparison.Ordinal)
            && secret.Length == Secret.Prefix.Length + Base64Url.GetEncodedLength(bytes.Length)
            // Not TryDecodeFromChars: that throws on characters that are no base64url.
            && Base64Url.DecodeFromChars(secret.AsSpan(Secret.Prefix.Length), bytes, out _, out var written)
                == OperationStatus.Done
            && written == bytes.Length;
        id = isSecret ? new Guid(bytes[..16], bigEndian: true) : Guid.Empty;
        return isSecret;
    }
}
