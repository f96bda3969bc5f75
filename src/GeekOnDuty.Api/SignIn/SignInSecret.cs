using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GeekOnDuty.Api.People;

namespace GeekOnDuty.Api.SignIn;

/// <summary>What opens a link or a session: `geek_`, by which logs know what to leave out, and 256 random bits in base64url. Only its SHA-256 is ever stored.</summary>
internal static class SignInSecret
{
    private const int RandomBytes = 32;

    public static string Make() => TokenSecret.Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
