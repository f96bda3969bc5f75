using System.Security.Cryptography;
using System.Text;
using GeekOnDuty.Api.Operations;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Api.Http;

/// <summary>
/// Every write is one transaction: committed when the answer is a success, rolled back otherwise. With an `Idempotency-Key`
/// the answer, whatever it is, is kept in that same transaction for 24 hours, so it cannot come apart from what it did.
/// </summary>
internal static class Writes
{
    public const string Header = "Idempotency-Key";
    private const int MostAttempts = 4;
    private const string HandlerStarted = "handler_started";

    private const string ForgetSql = """
        -- Writes.Forget
        DELETE FROM idempotency_keys WHERE created_at < @before AND volunteer_id = @volunteerId
        """;

    /// <summary>The primary key makes a second request with the key wait here until the first is done.</summary>
    private const string StartSql = """
        -- Writes.Start
        INSERT INTO idempotency_keys (volunteer_id, key_hash, request_hash, created_at) VALUES (@volunteerId, @keyHash, @requestHash, @now)
        ON CONFLICT ON CONSTRAINT idempotency_keys_pk DO NOTHING
        """;

    private const string FirstAnswerSql = """
        -- Writes.FirstAnswer
        SELECT request_hash, status, content_type, location, etag, body FROM idempotency_keys WHERE volunteer_id = @volunteerId AND key_hash = @keyHash
        """;

    private const string KeepSql = """
        -- Writes.Keep
        UPDATE idempotency_keys SET status = @Status, content_type = @ContentType, location = @Location, etag = @ETag, body = @Body
        WHERE volunteer_id = @volunteerId AND key_hash = @keyHash
        """;

    public static TBuilder InOneTransaction<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter<TBuilder, Filter>().WithMetadata(new Filter.Marker());

    /// <summary>The operation commits what it does, unless an `Idempotency-Key` makes it one transaction with the answer.</summary>
    public static TBuilder CommitsItself<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new CommitsItselfMarker());

    private sealed record CommitsItselfMarker;

    internal sealed class Filter(IClock clock) : IEndpointFilter
    {
        /// <summary>Says that an operation writes, for the OpenAPI document.</summary>
        internal sealed record Marker;

        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            var http = context.HttpContext;
            var db = http.RequestServices.GetRequiredService<DbSession>();
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await InTransactionAsync(context, next, db);
                }
                catch (PostgresException lost) when (OperationRunner.IsLostRace(lost) && attempt < MostAttempts)
                {
                    await db.RollbackAsync();
                }
            }
        }

        private async Task<object?> InTransactionAsync(
            EndpointFilterInvocationContext context,
            EndpointFilterDelegate next,
            DbSession db
        )
        {
            var http = context.HttpContext;
            db.Origin.ComesWith(ErrorAnswers.TraceIdOf(http));
            var isOnce = HttpMethods.IsPost(http.Request.Method) && http.Request.Headers.ContainsKey(Header);
            if (!isOnce && CommitsItself(http))
            {
                return await next(context);
            }

            await db.BeginAsync(http.RequestAborted);
            if (isOnce)
            {
                return await OnceAsync(context, next, db);
            }

            var result = await HandleAsync(context, next);
            if (IsSuccess(result))
            {
                await db.CommitAsync();
            }
            else
            {
                await db.RollbackAsync();
            }

            return result;
        }

        private async Task<object?> OnceAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, DbSession db)
        {
            var http = context.HttpContext;
            var ct = http.RequestAborted;
            var seal = new AnswerSeal(KeyOf(http.Request));
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
                var first = (await db.FirstOrDefaultAsync<KeptAnswer>(FirstAnswerSql, new { volunteerId, keyHash }, ct))!;
                await db.RollbackAsync();
                return first.RequestHash.AsSpan().SequenceEqual(requestHash)
                    ? first with
                    {
                        Body = seal.Open(first.Body),
                    }
                    : Problems.IdempotencyKeyReused.With(
                        "This key was used for another request within 24 hours. Nothing was changed."
                    );
            }

            await db.SaveAsync(HandlerStarted, ct);
            var result = await AnswerAsync(context, next);
            if (!IsSuccess(result) && !CommitsItself(http))
            {
                await db.RollbackToAsync(HandlerStarted);
            }

            var answer = await KeptAnswer.OfAsync(http, (IResult)result!, requestHash);
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
            await db.CommitAsync();
            return answer;
        }

        private static async Task<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            try
            {
                return await HandleAsync(context, next);
            }
            catch (ProblemException known)
            {
                return TypedResults.Problem(known.Problem);
            }
            catch (RefusedException refused)
            {
                return TypedResults.Problem(Problems.Of(refused.Refusal));
            }
        }

        private static async Task<object?> HandleAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            var http = context.HttpContext;
            if (!CommitsItself(http))
            {
                await http.RequestServices.GetRequiredService<OpenRotas>().HoldOpenOfRouteAsync(http);
            }

            return await next(context);
        }

        private static bool CommitsItself(HttpContext http) =>
            http.GetEndpoint()?.Metadata.GetMetadata<CommitsItselfMarker>() is not null;

        private static bool IsSuccess(object? result) =>
            (result is INestedHttpResult nested ? nested.Result : result) is not IStatusCodeHttpResult { StatusCode: >= 400 };

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
