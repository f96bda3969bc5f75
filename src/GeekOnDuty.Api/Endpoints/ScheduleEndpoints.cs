using System.ComponentModel.DataAnnotations;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Endpoints;

internal static class ScheduleEndpoints
{
    private static readonly Duration LongestWindow = Duration.FromDays(100);

    public static void MapSchedule(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas/{rota}/slots", ListSlots)
            .PublicRead()
            .CanAnswer(Problems.Invalid)
            .WithName("ListSlots")
            .WithSummary("List slots");
        v1.MapGet("/rotas/{rota}/schedule", GetSchedule)
            .PublicRead()
            .CanAnswer(Problems.Invalid)
            .WithName("GetSchedule")
            .WithSummary("The final timeline");
    }

    /// <summary>
    /// Slots that overlap [from, to), by start, with who holds their seats; at most 100 days. `state` picks `open`, `filled` or `cancelled` ones.
    /// </summary>
    internal static async Task<Ok<Page<SlotBody>>> ListSlots(
        RotaContext rota,
        [Required] InstantParam? from,
        [Required] InstantParam? to,
        SlotStateParam? state,
        [AsParameters] PageParams page,
        CancellationToken ct
    )
    {
        var window = Window(from!.Value.Value, to!.Value.Value);
        var (slots, timeline) = await rota.AskAsync(window, line => line.Slots(window), ct);
        var bodies = slots.Select(timeline.Describe).Where(slot => state is null || slot.State == state.Value.Value);
        return TypedResults.Ok(
            Page.OfAll(
                bodies,
                page.Request,
                slot => $"{SortKey(slot.StartsAt)} {slot.OfficeHoursId} {Formats.Dates.Format(slot.Date)}"
            )
        );
    }

    /// <summary>
    /// The final timeline: gap-free segments that overlap [from, to), at most 100 days. Each is whole, not cut at `from` or `to`, and says
    /// what `on-duty` says at every instant inside it.
    /// </summary>
    internal static async Task<Ok<Page<SegmentBody>>> GetSchedule(
        RotaContext rota,
        [Required] InstantParam? from,
        [Required] InstantParam? to,
        [AsParameters] PageParams page,
        CancellationToken ct
    )
    {
        var window = Window(from!.Value.Value, to!.Value.Value);
        var (segments, timeline) = await rota.AskAsync(window, line => line.Segments(window), ct);
        return TypedResults.Ok(
            Page.OfAll(
                segments.Select(timeline.Describe),
                page.Request,
                segment => SortKey(segment.Since ?? Formats.FirstInstant)
            )
        );
    }

    private static Interval Window(Instant from, Instant to)
    {
        var errors = new ValidationErrors();
        if (to <= from)
        {
            errors.Add("to", "It must be later than from.");
        }
        else if (to - from > LongestWindow)
        {
            errors.Add("to", $"The window has {(to - from).TotalDays:0.#} days; at most 100 are allowed.");
        }

        errors.ThrowIfAny();
        return new Interval(from, to);
    }

    private static string SortKey(Instant instant) => NodaTime.Text.InstantPattern.General.Format(instant);
}

internal readonly record struct SlotStateParam(SlotState Value, string? Fault) : IParameter, IParsable<SlotStateParam>
{
    public static SlotStateParam Parse(string s, IFormatProvider? provider) =>
        s switch
        {
            "open" => new(SlotState.Open, null),
            "filled" => new(SlotState.Filled, null),
            "cancelled" => new(SlotState.Cancelled, null),
            _ => new(default, $"{TextRules.Quote(s)} is not allowed. Write one of open, filled, cancelled."),
        };

    public static bool TryParse(
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        out SlotStateParam result
    )
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}
