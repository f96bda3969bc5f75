using GeekOnDuty.Api.Pages.Shared;

namespace GeekOnDuty.Api.Pages.Help;

/// <summary>What the help page of a rota shows, ready to be written: every time is text already.</summary>
public sealed record HelpView
{
    public required string Rota { get; init; }
    public required string RotaName { get; init; }
    public required string Description { get; init; }
    public required string Notice { get; init; }

    /// <summary>The zone that every time is in.</summary>
    public required string ZoneId { get; init; }

    /// <summary>That zone with its offset.</summary>
    public required string Zone { get; init; }

    /// <summary>The instant that was asked for; null for now.</summary>
    public string? AsOf { get; init; }
    public required NowView Now { get; init; }

    /// <summary>What comes next, in the order of time: at most the next office hours and then somebody new. Empty when nothing does.</summary>
    public required IReadOnlyList<NextView> Next { get; init; }

    /// <summary>Said in place of that when it is empty.</summary>
    public required string NothingNext { get; init; }
    public required IReadOnlyList<LinkView> Channels { get; init; }

    /// <summary>The days that have slots, of the seven that begin with today.</summary>
    public required IReadOnlyList<DayAheadView> Week { get; init; }
    public required IReadOnlyList<WayView> Ways { get; init; }

    /// <summary>Where professional support is to be had; null where the rota names none.</summary>
    public LinkView? Support { get; init; }

    /// <summary>Whether it was archived by then.</summary>
    public required bool IsArchived { get; init; }

    /// <summary>Whether there is an hour that can be taken now, in this week or later.</summary>
    public required bool HasOpenHours { get; init; }

    public required JoinView Join { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyList<OrganisationView> Organisations { get; init; }
}

/// <param name="State">`staffed`, `unstaffed` or `closed`.</param>
/// <param name="Sentence">What the headline leaves open, where nobody is on duty.</param>
/// <param name="OnDuty">By start, then name.</param>
public sealed record NowView(string State, string Headline, string? Sentence, IReadOnlyList<PersonView> OnDuty);

/// <param name="Heading">Whether it is somebody or only office hours.</param>
/// <param name="When">With the day.</param>
/// <param name="Again">Names of those who are on duty now and come again.</param>
/// <param name="OnDuty">Those who come new. Where this and <paramref name="Again"/> are empty nobody has taken the hours yet.</param>
public sealed record NextView(string Heading, string When, IReadOnlyList<string> Again, IReadOnlyList<PersonView> OnDuty);

/// <param name="Organisation">Who stands behind them; themselves, where an organisation holds the seat.</param>
/// <param name="Hours">Since when and until when; null where that is said of all.</param>
/// <param name="Tags">Topics and languages.</param>
public sealed record PersonView(
    string Name,
    OrganisationView? Organisation,
    string? Hours,
    Phrase? Tags,
    IReadOnlyList<LinkView> Contacts
);

/// <param name="Url">Its site.</param>
/// <param name="Logo">A path of this site.</param>
public sealed record OrganisationView(string Name, string? Url, string? Logo);

/// <param name="Heading">What the links have in common.</param>
public sealed record WayView(string Heading, IReadOnlyList<LinkView> Links);

/// <param name="Date">ISO 8601.</param>
/// <param name="Text">As in `Tue 24 Nov`.</param>
public sealed record DayAheadView(string Date, string Text, bool IsToday, IReadOnlyList<SlotAheadView> Slots);

/// <param name="When">On the clock of the page, with its offset where that changes in the week.</param>
/// <param name="Who">The names of the holders, or a text that nobody has a seat yet; null when the slot is cancelled.</param>
/// <param name="Status">How many seats are open, or that it is cancelled and why.</param>
/// <param name="IsHeld">Whether somebody holds a seat of it.</param>
/// <param name="Take">The path on the board of a slot that can be claimed.</param>
/// <param name="Spoken">Tells it from others where only its link is heard.</param>
public sealed record SlotAheadView(
    string When,
    string Title,
    Phrase? Who,
    Phrase? Status,
    bool IsCancelled,
    bool IsNow,
    bool IsHeld,
    string? Take,
    Phrase Spoken
);
