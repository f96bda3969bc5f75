using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Feeds;

/// <summary>The calendars that everybody may subscribe to, and a claim as one event.</summary>
internal static class CalendarEndpoints
{
    public static void MapCalendars(this IEndpointRouteBuilder app, IEndpointRouteBuilder v1)
    {
        app.MapGet("/{rota}/calendar.ics", GetOfRota).PublicForm();
        app.MapGet("/{rota}/board/claims/{claimId:guid}.ics", GetOfClaim).PrivatePage();
        v1.MapGet("/rotas/{rota}/organisations/{id:guid}/calendar.ics", GetOfOrganisation)
            .PublicRead()
            .Produces<string>(200, ICalendar.MediaType)
            .WithMetadata(new TaggedMetadata())
            .WithName("GetOrganisationCalendar")
            .WithSummary("The calendar of the hours that an organisation gives");
    }

    /// <summary>
    /// Who is on duty, as RFC 5545, from 14 days ago to 180 days ahead, to subscribe to. What is released or cancelled stays for 30 days, cancelled.
    /// With `open` also the slots that can be claimed now. Times are in UTC; `zone` says on whose clock the words tell them.
    /// </summary>
    internal static Task<RenderedViewResult> GetOfRota(
        RotaContext rota,
        BooleanParam? open,
        ZoneParam? zone,
        CalendarFeeds feeds,
        HttpContext http,
        IClock clock
    )
    {
        var (now, ct) = (clock.GetCurrentInstant(), http.RequestAborted);
        var (clockZone, site) = (zone?.Value ?? Zones.InUse[rota.Rota.Zone], http.Request.OfSite());
        var withOpen = open is { Value: true };
        return rota.GetOrRenderAsync(
            $"calendar {withOpen} {clockZone.Id}",
            now,
            async timeline =>
            {
                rota.SpendAnonymous();
                var ahead = new Interval(now, CalendarWindow.At(now).End);
                IReadOnlyList<SlotWithClaims> slots = withOpen
                    ? (await rota.AskAsync(ahead, line => line.Slots(ahead), ct)).Answer
                    : [];
                return await feeds.OfRotaAsync(timeline, null, slots, site, clockZone, now, ct);
            }
        );
    }

    /// <summary>The hours of a rota that an organisation gives: itself, by its people, or by standing behind office hours. Else as that of the rota.</summary>
    internal static Task<RenderedViewResult> GetOfOrganisation(
        RotaContext rota,
        Guid id,
        ZoneParam? zone,
        CalendarFeeds feeds,
        HttpContext http,
        IClock clock
    )
    {
        var (now, ct) = (clock.GetCurrentInstant(), http.RequestAborted);
        var (clockZone, site) = (zone?.Value ?? Zones.InUse[rota.Rota.Zone], http.Request.OfSite());
        return rota.GetOrRenderAsync(
            $"calendar of {id} {clockZone.Id}",
            now,
            async timeline =>
            {
                rota.SpendAnonymous();
                return await feeds.OfOrganisationAsync(timeline, id, site, clockZone, now, ct);
            }
        );
    }

    /// <summary>One claim as an event, for its holder and for coordinators.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetOfClaim(
        RotaContext rota,
        Guid claimId,
        Caller caller,
        HttpRequest request,
        CalendarFeeds feeds
    )
    {
        if (
            !rota.Timeline.Claims.TryGetValue(claimId, out var claim)
            || (claim.VolunteerId != caller.Actor.VolunteerId && !caller.Actor.MayCoordinate(rota.Stored.Id))
        )
        {
            return Problems.NoSuch("claim");
        }

        return await feeds.OfClaimAsync(rota.Timeline, claim, request.OfSite(), caller.Now, caller.Ct) is { } calendar
            ? TypedResults.File(calendar, ICalendar.ContentType, $"{rota.Rota.Slug}-{Formats.Dates.Format(claim.OnDate)}.ics")
            : Problems.NoSuch("claim");
    }
}
