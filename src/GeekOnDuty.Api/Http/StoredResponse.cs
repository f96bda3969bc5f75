using System.Security.Cryptography;
using System.Text;

namespace GeekOnDuty.Api.Http;

internal sealed record StoredResponse(
    byte[] RequestHash,
    int Status,
    string? ContentType,
    string? Location,
    string? ETag,
    byte[] Body
) : IResult
{
    /// <summary>The answer as it would be sent, taken before it is.</summary>
    public static async Task<StoredResponse> OfAsync(HttpContext http, IResult result, byte[] requestHash)
    {
        var response = http.Response;
        var original = response.Body;
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            await result.ExecuteAsync(http);
        }
        finally
        {
            response.Body = original;
        }

        var headers = response.Headers;
        var answer = new StoredResponse(
            requestHash,
            response.StatusCode,
            response.ContentType,
            headers.Location,
            headers.ETag,
            buffer.ToArray()
        );
        response.ContentLength = null;
        return answer;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        SetUnlessNull(response.Headers, "Location", Location);
        SetUnlessNull(response.Headers, "ETag", ETag);
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }

    private static void SetUnlessNull(IHeaderDictionary headers, string name, string? value)
    {
        if (value is not null)
        {
            headers[name] = value;
        }
    }
}

/// <summary>Encrypts an answer with the Idempotency-Key of its request, which is not kept: whoever reads the table reads no secret.</summary>
internal sealed class ResponseEncryptor(string key)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public byte[] KeyHash { get; } = Derive(key, "lookup");

    public byte[] Close(byte[] body)
    {
        var closed = new byte[NonceSize + TagSize + body.Length];
        var nonce = closed.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Derive(key, "encryption"), TagSize);
        cipher.Encrypt(nonce, body, closed.AsSpan(NonceSize + TagSize), closed.AsSpan(NonceSize, TagSize));
        return closed;
    }

    public byte[] Open(byte[] closed)
    {
        var body = new byte[closed.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(Derive(key, "encryption"), TagSize);
        cipher.Decrypt(closed.AsSpan(0, NonceSize), closed.AsSpan(NonceSize + TagSize), closed.AsSpan(NonceSize, TagSize), body);
        return body;
    }

    private static byte[] Derive(string key, string purpose) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(key),
            32,
            info: Encoding.UTF8.GetBytes($"geek-on-duty idempotency {purpose}")
        );
}
