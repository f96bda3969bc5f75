using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace GeekOnDuty.Api.People;

/// <summary>What a bearer sends: `geek_`, the id of the token and 256 random bits, in base64url. Only its SHA-256 is ever stored.</summary>
internal static class TokenSecret
{
    public const string Prefix = "geek_";
    private const int RandomBytes = 32;

    public static string Make(Guid tokenId)
    {
        Span<byte> bytes = stackalloc byte[16 + RandomBytes];
        tokenId.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[16..]);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The id of the token that a secret belongs to, if it is a secret at all.</summary>
    public static bool TryTokenId([NotNullWhen(true)] string? secret, out Guid id)
    {
        Span<byte> bytes = stackalloc byte[16 + RandomBytes];
        var isSecret =
            secret is not null
            && secret.StartsWith(Prefix, StringComparison.Ordinal)
            && secret.Length == Prefix.Length + Base64Url.GetEncodedLength(bytes.Length)
            // Not TryDecodeFromChars: that throws on characters that are no base64url.
            && Base64Url.DecodeFromChars(secret.AsSpan(Prefix.Length), bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length;
        id = isSecret ? new Guid(bytes[..16], bigEndian: true) : Guid.Empty;
        return isSecret;
    }
}
