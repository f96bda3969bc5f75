using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace GeekOnDuty.Api.Feeds;

/// <summary>The calendar of one person, at an address that only they know.</summary>
internal static class OwnCalendarEndpoints
{
    public static void MapOwnCalendar(this IEndpointRouteBuilder app, IEndpointRouteBuilder v1)
    {
        app.MapGet($"{NewCalendar.Folder}{{secret}}.ics", Get)
            .AllowAnonymous()
            .ExcludeFromDescription()
            .WithMetadata(new NeedsDatabase());
        v1.MapPost("/me/calendar", Reset).Write().WithName("ResetMyCalendar").WithSummary("Make or reset my calendar's address");
        v1.MapDelete("/me/calendar", Remove).Write().WithName("RemoveMyCalendar").WithSummary("Remove my calendar's address");
    }

    /// <summary>
    /// The hours that you hold, in every rota, as a calendar at a secret address: for calendar programs, which send no token. The answer has it,
    /// once; only a hash is kept. An address that was made before opens nothing any more.
    /// </summary>
    internal static async Task<Results<Created<NewCalendar>, ProblemHttpResult>> Reset(
        HttpRequest http,
        Caller caller,
        ResetOwnCalendar resetOwnCalendar
    )
    {
        var outcome = await resetOwnCalendar.RunAsync(new ResetOwnCalendarRequest(), caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(secret => TypedResults.Created("/v1/me/calendar", NewCalendar.Of(secret, http.OfSite())));
    }

    /// <summary>It opens nothing any more, and there is none until you make another.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Remove(Caller caller, RemoveOwnCalendar removeOwnCalendar)
    {
        var outcome = await removeOwnCalendar.RunAsync(new RemoveOwnCalendarRequest(), caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(_ => TypedResults.NoContent());
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Get(
        string secret,
        HttpContext http,
        RateLimits limits,
        OwnCalendarQueries calendars,
        CalendarFeeds feeds,
        IClock clock
    )
    {
        var ct = http.RequestAborted;
        limits.RequireAnonymousLeft(http);
        if (await calendars.OwnerAsync(secret, ct) is not { } owner)
        {
            limits.SpendAnonymous(http);
            return Problems.NoSuch("calendar");
        }

        var zone = Zones.InUse[owner.Zone];
        var calendar = await feeds.OfPersonAsync(owner.VolunteerId, http.Request.OfSite(), zone, clock.GetCurrentInstant(), ct);
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.File(calendar, ICalendar.ContentType, entityTag: new EntityTagHeaderValue(EntityTag.Of(calendar)));
    }
}
