using System.Security.Cryptography;
using System.Text;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Api.Http;

/// <summary>
/// With an `Idempotency-Key` a POST happens once: its answer, whatever it is, is kept for 24 hours. What the operation
/// changes becomes a part of the transaction that keeps the answer, so the two cannot come apart.
/// </summary>
internal static class Idempotency
{
    public const string Header = "Idempotency-Key";

    private const string ForgetSql = """
        -- Idempotency.Forget
        DELETE FROM idempotency_keys WHERE created_at < @before AND volunteer_id = @volunteerId
        """;

    /// <summary>The primary key makes a second request with the key wait here until the first is done.</summary>
    private const string StartSql = """
        -- Idempotency.Start
        INSERT INTO idempotency_keys (volunteer_id, key_hash, request_hash, created_at) VALUES (@volunteerId, @keyHash, @requestHash, @now)
        ON CONFLICT ON CONSTRAINT idempotency_keys_pk DO NOTHING
        """;

    private const string FirstAnswerSql = """
        -- Idempotency.FirstAnswer
        SELECT request_hash, status, content_type, location, etag, body FROM idempotency_keys WHERE volunteer_id = @volunteerId AND key_hash = @keyHash
        """;

    private const string KeepSql = """
        -- Idempotency.Keep
        UPDATE idempotency_keys SET status = @Status, content_type = @ContentType, location = @Location, etag = @ETag, body = @Body
        WHERE volunteer_id = @volunteerId AND key_hash = @keyHash
        """;

    public static TBuilder HappensOnce<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter<TBuilder, Filter>().WithMetadata(new Filter.Marker());

    internal sealed class Filter(IClock clock) : IEndpointFilter
    {
        /// <summary>Says that an operation writes, for the OpenAPI document.</summary>
        internal sealed record Marker;

        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            var http = context.HttpContext;
            if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.Headers.ContainsKey(Header))
            {
                return await next(context);
            }

            var seal = new ResponseEncryptor(KeyOf(http.Request));
            var outcome = await http
                .RequestServices.GetRequiredService<OperationRunner>()
                .RunAsync(() => OnceAsync(context, next, seal), http.RequestAborted);
            return outcome.ValueOrThrow();
        }

        /// <returns>A rehearsal when the request was answered before: nothing is to be stored.</returns>
        private async Task<Outcome<object>> OnceAsync(
            EndpointFilterInvocationContext context,
            EndpointFilterDelegate next,
            ResponseEncryptor seal
        )
        {
            var http = context.HttpContext;
            var ct = http.RequestAborted;
            var db = http.RequestServices.GetRequiredService<DbSession>();
            var volunteerId = http.Features.Get<Actor>()!.VolunteerId;
            var (keyHash, requestHash, now) = (seal.KeyHash, HashOf(http), clock.GetCurrentInstant());

            await db.ExecuteAsync(ForgetSql, new { before = now - Duration.FromHours(24), volunteerId }, ct);
            if (
                await db.ExecuteAsync(
                    StartSql,
                    new
                    {
                        volunteerId,
                        keyHash,
                        requestHash,
                        now,
                    },
                    ct
                ) == 0
            )
            {
                var first = (await db.FirstOrDefaultAsync<StoredResponse>(FirstAnswerSql, new { volunteerId, keyHash }, ct))!;
                IResult replayed = first.RequestHash.AsSpan().SequenceEqual(requestHash)
                    ? first with
                    {
                        Body = seal.Open(first.Body),
                    }
                    : Problems.IdempotencyKeyReused.With(
                        "This key was used for another request within 24 hours. Nothing was changed."
                    );
                return Outcome<object>.Of(replayed, isRehearsal: true);
            }

            var answer = await StoredResponse.OfAsync(http, await AnswerAsync(context, next), requestHash);
            await db.ExecuteAsync(
                KeepSql,
                new
                {
                    volunteerId,
                    keyHash,
                    answer.Status,
                    answer.ContentType,
                    answer.Location,
                    answer.ETag,
                    Body = seal.Close(answer.Body),
                },
                ct
            );
            return Outcome<object>.Of(answer);
        }

        private static async Task<IResult> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            try
            {
                return (IResult)(await next(context))!;
            }
            catch (ProblemException known)
            {
                return TypedResults.Problem(known.Problem);
            }
            catch (RefusedException refused)
            {
                return refused.Refusal.ToProblem();
            }
        }

        private static string KeyOf(HttpRequest request)
        {
            var key = request.Headers[Header].ToString();
            if (key.Length is 0 or > 200 || key.Any(c => c is < ' ' or > '~'))
            {
                throw new ProblemException(
                    Problems.Invalid.Details(
                        "Idempotency-Key: write 1 to 200 visible ASCII characters.",
                        (
                            "errors",
                            new Dictionary<string, string[]>(StringComparer.Ordinal)
                            {
                                [Header] = ["Write 1 to 200 visible ASCII characters."],
                            }
                        )
                    )
                );
            }

            return key;
        }

        private static byte[] HashOf(HttpContext http)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}\n"));
            hash.AppendData(http.Features.Get<BodyBytes>()?.Bytes ?? []);
            return hash.GetHashAndReset();
        }
    }
}
