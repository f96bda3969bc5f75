using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/me/sessions", List).PrivateRead().WithName("ListMySessions").WithSummary("My sessions");
        v1.MapDelete("/me/sessions/{id:guid}", End).Write().WithName("EndMySession").WithSummary("End a session");
    }

    /// <summary>The browsers that are signed in as me, by id, which is by when they signed in.</summary>
    internal static async Task<Ok<Page<Session>>> List(Caller caller, SessionQueries sessions, [AsParameters] PageParams page) =>
        TypedResults.Ok(
            await Page.ByIdAsync(
                page.Request,
                (after, rows) =>
                    sessions.ListAsync(caller.Actor.VolunteerId, caller.Actor.SessionId, after, rows, caller.Now, caller.Ct),
                session => session.Id
            )
        );

    /// <summary>One of mine: that browser is signed out with its next request.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> End(Guid id, Caller caller, EndSession endSession)
    {
        var outcome = await endSession.RunAsync(new EndSessionRequest(id), caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(_ => TypedResults.NoContent());
    }
}
