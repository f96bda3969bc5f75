using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GeekOnDuty.Core.People;

/// <summary>
/// What opens something to whoever has it. It begins with `geek_`, by which logs know what to leave out. Only its SHA-256 is ever stored.
/// </summary>
public static class Secret
{
    public const string Prefix = "geek_";

    /// <summary>How many bytes nobody can guess.</summary>
    public const int RandomBytes = 32;

    /// <param name="what">Says what it is for, to people.</param>
    /// <returns>The prefix, that, and 256 random bits in base64url.</returns>
    public static string Make(string what = "") =>
        Prefix + what + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
