using GeekOnDuty.Core.Claims;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>A standing claim as pages show it. Times are written out.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rota">The slug.</param>
/// <param name="RotaName">The name of the rota.</param>
/// <param name="Title">Of the office hours.</param>
/// <param name="Holder">The name of the holder.</param>
/// <param name="When">As in `Every Tuesday 15:00–18:00 Europe/Amsterdam, until Tue 30 Jun 2026`.</param>
/// <param name="Next">Its next dates, each with what is the matter with it.</param>
/// <param name="Released">The hours that are released when it ends.</param>
/// <param name="Kept">How many hours stay, as it is too late to release them.</param>
public sealed record StandingClaimView(
    Guid Id,
    string Rota,
    string RotaName,
    string Title,
    string Holder,
    string When,
    IReadOnlyList<(string When, string? Note)> Next,
    IReadOnlyList<string> Released,
    int Kept
)
{
    /// <param name="details">The standing claim.</param>
    /// <param name="byCoordinator">Whether it is shown to a coordinator: coordinators may release at any time.</param>
    /// <param name="clock">The visitor's.</param>
    /// <param name="now">Decides what is over.</param>
    internal static StandingClaimView Of(StandingClaimDetails details, bool byCoordinator, ViewClock clock, Instant now)
    {
        var (summary, terms) = (details.Summary, details.Hours.Latest);
        var released = details.ReleasedAtEnd(byCoordinator, now);
        var refused = details.Refused.ToDictionary(each => each.Date, each => each.Kind);
        return new StandingClaimView(
            summary.Id,
            summary.Rota,
            details.Rota.Rota.Name,
            summary.Title,
            summary.Holder.Name,
            Words.Standing.When(
                Words.Standing.Pattern(summary.Weekdays, summary.EveryWeeks ?? 1, summary.Every),
                $"{Spoken.Time(terms.StartTime)}–{Spoken.Time(terms.EndTime)}",
                terms.Zone == clock.Zone.Id ? null : terms.Zone,
                summary.From > details.Hours.Today(now) ? Spoken.Date(summary.From) : null,
                summary.Until is { } until ? Spoken.Date(until) : null
            ),
            [
                .. summary
                    .NextDates.Select(details.Hours.Rules.SlotOn)
                    .OfType<Scheduling.Slot>()
                    .Select(slot =>
                        (
                            clock.WithDay(slot.During),
                            slot.OpensAt(details.Rota.ClaimOpensBefore) > now ? Words.Standing.Planned
                            : refused.TryGetValue(slot.Date, out var kind) ? Words.Board.Why(kind) ?? Words.Standing.NotTaken
                            : null
                        )
                    ),
            ],
            [.. released.Select(seat => clock.WithDay(seat.During))],
            details.Held.Count - released.Count
        );
    }
}
