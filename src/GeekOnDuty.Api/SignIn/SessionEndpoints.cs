using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.SignIn;

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/me/sessions", List).PrivateRead().WithName("ListMySessions").WithSummary("My sessions");
        v1.MapDelete("/me/sessions/{id:guid}", End).Write().WithName("EndMySession").WithSummary("End a session");
    }

    /// <summary>The browsers that are signed in as me, by id, which is by when they signed in.</summary>
    internal static async Task<Ok<Page<Session>>> List(
        Actor actor,
        SessionQueries sessions,
        LimitParam? limit,
        CursorParam? cursor,
        IClock clock,
        CancellationToken ct
    ) =>
        TypedResults.Ok(
            await Page.ByIdAsync(
                limit,
                cursor,
                (after, rows) =>
                    sessions.ListAsync(actor.VolunteerId, actor.SessionId, after, rows, clock.GetCurrentInstant(), ct),
                session => session.Id
            )
        );

    /// <summary>One of mine: that browser is signed out with its next request.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> End(
        Guid id,
        Actor actor,
        SessionQueries sessions,
        CancellationToken ct
    ) => await sessions.EndAsync(id, actor.VolunteerId, ct) ? TypedResults.NoContent() : Problems.NoSuch("session");
}
