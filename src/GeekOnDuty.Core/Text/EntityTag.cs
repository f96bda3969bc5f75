using System.Security.Cryptography;
using System.Text.Json;

namespace GeekOnDuty.Core.Text;

/// <summary>The entity tags of RFC 9110 §8.8.3: strong, made from the bytes of the representation.</summary>
public static class EntityTag
{
    public static string Of(ReadOnlySpan<byte> body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";

    /// <summary>The tag that the API gives a value.</summary>
    public static string OfValue<T>(T value, JsonSerializerOptions? format = null) =>
        Of(Json.BytesOf(value, format ?? Json.Options));
}
