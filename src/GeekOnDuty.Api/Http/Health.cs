using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace GeekOnDuty.Api.Http;

/// <param name="Status">`ready`.</param>
/// <param name="Database">`up`.</param>
/// <param name="Migrations">How many are applied; the program has no more.</param>
/// <param name="Tzdb">The tz database in use.</param>
internal sealed record Readiness(string Status, string Database, int Migrations, string Tzdb);

/// <param name="Status">`live`.</param>
internal sealed record Liveness(string Status);

internal static class HealthEndpoints
{
    private const string AppliedSql = """
        -- HealthEndpoints.Applied
        SELECT count(*) FROM schema_migrations
        """;

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz/live", Live)
            .AllowAnonymous()
            .WithTags("Health")
            .WithName("GetLiveness")
            .WithSummary("Is the process alive");
        app.MapGet("/healthz/ready", Ready)
            .AllowAnonymous()
            .CanAnswer(Problems.Unavailable)
            .WithTags("Health")
            .WithName("GetReadiness")
            .WithSummary("Can it answer everything");
    }

    /// <summary>Answers as long as the process does; asks nothing else.</summary>
    internal static Ok<Liveness> Live(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Liveness("live"));
    }

    /// <summary>The database answers and has every migration of this program.</summary>
    internal static async Task<Results<Ok<Readiness>, ProblemHttpResult>> Ready(
        Database database,
        DbSession db,
        HttpResponse response,
        CancellationToken ct
    )
    {
        response.Headers.CacheControl = "no-store";
        if (!database.Prepared.IsCompleted)
        {
            return Unready(response, "The database has not been there yet, or is being made ready.");
        }

        try
        {
            var applied = await db.ScalarAsync<int>(AppliedSql, null, ct);
            var known = Migration.FromResources().Count;
            return applied >= known
                ? TypedResults.Ok(new Readiness("ready", "up", applied, Zones.InUse.Version))
                : Unready(response, $"The database has {applied} of {known} migrations.");
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            return Unready(response, "The database does not answer.");
        }
    }

    private static ProblemHttpResult Unready(HttpResponse response, string detail)
    {
        response.Headers.RetryAfter = "2";
        return Problems.Unavailable.With(detail);
    }
}
