using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

/// <summary>What the board shows, ready to be written: every time is text already.</summary>
public sealed record BoardView
{
    public required string Rota { get; init; }
    public required string RotaName { get; init; }
    public required bool IsStale { get; init; }
    public required bool IsSignedIn { get; init; }
    public required bool IsMember { get; init; }
    public required bool IsArchived { get; init; }

    /// <summary>How to join, for those who are no members and could.</summary>
    public JoinView? Join { get; init; }
    public required bool MayManage { get; init; }

    /// <summary>What of the address cannot be read.</summary>
    public required FormErrors? Misread { get; init; }
    public required ZoneView Zone { get; init; }
    public required WeekView Week { get; init; }
    public required FilterView Filters { get; init; }
    public required FormsView Forms { get; init; }
    public required IReadOnlyList<DayView> Days { get; init; }

    /// <summary>How many slots of the week the filters leave out.</summary>
    public required int Hidden { get; init; }

    /// <summary>The visitor's hours to come, next one first.</summary>
    public required IReadOnlyList<OwnHoursView> Mine { get; init; }
    public required int MineLater { get; init; }
    public RefusalView? Refused { get; init; }

    /// <summary>The claim that has just been made.</summary>
    public OwnHoursView? Taken { get; init; }

    /// <summary>The slot that has just been released.</summary>
    public ReleasedView? Released { get; init; }
    public StandingView? Standing { get; init; }

    /// <summary>The visitor's standing claims in this rota.</summary>
    public IReadOnlyList<StandingClaimView> Repeating { get; init; } = [];

    /// <summary>How many hours were released with a standing claim that has just been stopped.</summary>
    public int? Stopped { get; init; }
}

/// <param name="Id">The zone that every time is in.</param>
/// <param name="Text">That zone with its offset.</param>
/// <param name="Chosen">The zone that the address asks for, which links keep; null for none.</param>
/// <param name="Action">The path of the form that chooses another.</param>
/// <param name="Kept">The other fields of that form, by name.</param>
public sealed record ZoneView(
    string Id,
    string Text,
    string? Chosen,
    string Action,
    IReadOnlyList<KeyValuePair<string, string>> Kept
);

/// <param name="Text">As in `Week 48: Mon 23 Nov – Sun 29 Nov 2026`.</param>
/// <param name="IsGrid">Else it is an agenda.</param>
/// <param name="Agenda">The path of this week as an agenda; the others likewise.</param>
/// <param name="Earlier">The path of the whole present week, where days of it are over and left out.</param>
public sealed record WeekView(
    string Text,
    bool IsGrid,
    string Agenda,
    string Grid,
    string Previous,
    string Present,
    string Next,
    string? Earlier
);

/// <param name="IsOn">Whether anything is left out by them.</param>
/// <param name="Kept">What else the form asks for, by name.</param>
/// <param name="None">The path without any.</param>
public sealed record FilterView(
    bool IsOn,
    IReadOnlyList<KeyValuePair<string, string>> Kept,
    string None,
    bool OnlyOpen,
    IReadOnlyList<(string Name, string Text, bool IsOn)> Weekdays,
    bool OnlyAwake,
    string UpFrom,
    string UpTo,
    string? Topic,
    IReadOnlyList<string> Topics,
    string? Language,
    IReadOnlyList<string> Languages
);

/// <summary>Where the forms go; each path leads back to this board.</summary>
public sealed record FormsView(string Claim, string Standing, string Release, string EndStanding, string Join);

/// <param name="Text">As in `Tue 24 Nov`.</param>
/// <param name="Dst">What a change of the clock does to it.</param>
public sealed record DayView(LocalDate Date, string Text, bool IsToday, string? Dst, IReadOnlyList<SlotView> Slots);

/// <param name="Name">As the forms send it; its anchor has `slot-` before it.</param>
/// <param name="When">On the visitor's clock.</param>
/// <param name="OwnTime">On its own clock, where that is another one.</param>
/// <param name="Spoken">Tells it from others where only its button is heard.</param>
/// <param name="Dst">What a change of the clock does to it.</param>
/// <param name="Status">
/// Why it cannot be claimed, where it cannot; for a cancelled one with the reason that somebody gave.
/// </param>
/// <param name="SignIn">The path through sign-in back to it, for visitors.</param>
/// <param name="Repeat">The weekday that a standing claim is for, empty for every date; null where there is none to make.</param>
public sealed record SlotView(
    string Name,
    string Title,
    SlotAvailability Availability,
    string When,
    string? OwnTime,
    Phrase Spoken,
    string? Dst,
    string Seats,
    Phrase? Tags,
    IReadOnlyList<HolderView> Holders,
    Phrase? Status,
    string? SignIn,
    string? Repeat,
    bool IsChosen
);

/// <param name="Logo">Where this site passes it on.</param>
public sealed record HolderView(string Name, string? Organisation, string? Logo);

/// <param name="When">On the visitor's clock, with the day.</param>
/// <param name="Slot">The path of its slot on the board.</param>
public sealed record OwnHoursView(
    Guid ClaimId,
    string When,
    string? OwnTime,
    string Title,
    string Slot,
    string Calendar,
    bool IsNow,
    bool MayRelease
);

/// <param name="When">On the visitor's clock, with the day.</param>
/// <param name="Slot">Its name, as the form that takes it back sends it; null when it cannot be had any more.</param>
public sealed record ReleasedView(string When, string? Slot);

/// <param name="Why">In words for people.</param>
/// <param name="Claim">Where the alternatives are claimed.</param>
/// <param name="Dates">The dates of a standing claim that was wholly refused, each with its reason.</param>
public sealed record RefusalView(
    Phrase Why,
    string Claim,
    IReadOnlyList<AlternativeView> Alternatives,
    IReadOnlyList<(string When, Phrase Why)> Dates
);

/// <param name="Name">As the form sends it.</param>
/// <param name="When">On the visitor's clock, with the day.</param>
public sealed record AlternativeView(string Name, string Title, string When, string? OwnTime);

/// <param name="Taken">When they are.</param>
/// <param name="Refused">When, and why not.</param>
public sealed record StandingView(Guid Id, IReadOnlyList<string> Taken, IReadOnlyList<(string When, Phrase Why)> Refused);
