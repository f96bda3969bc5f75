using System.Text.Json.Serialization;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.OnDuty;

/// <summary>Who is on duty: the same bytes on [since, until), whoever asks and whenever.</summary>
/// <param name="Rota">The slug.</param>
/// <param name="State">`staffed`: somebody holds a seat now. `unstaffed`: office hours are running and nobody does. `closed`: no office hours now.</param>
/// <param name="Since">UTC; null when it was never otherwise.</param>
/// <param name="Until">UTC, the next instant at which any part changes; null when none will.</param>
/// <param name="OnDuty">By start, then name.</param>
/// <param name="Next">The first later moment at which somebody who is not on duty now comes on duty; null when nobody else does.</param>
/// <param name="NextOfficeHours">
/// The first slot, not cancelled, that starts at or after `until`, whoever holds it; null when `until` is, or no slot follows. Of several that
/// start together it is one that is held, then the one whose office hours have the lowest id. It never starts later than `next`.
/// </param>
/// <param name="Channels">Where to find them: the rota's channels, then those of the office hours that are staffed.</param>
/// <param name="Notice">What this help is, and is not.</param>
public sealed record OnDutyBody(
    string Rota,
    DutyState State,
    Instant? Since,
    Instant? Until,
    IReadOnlyList<DutyBody> OnDuty,
    NextBody? Next,
    NextOfficeHoursBody? NextOfficeHours,
    IReadOnlyList<Link> Channels,
    string Notice
)
{
    /// <summary>
    /// The next office hours if they start before somebody new comes on duty: those who hold them are on duty now, or nobody holds them. Every
    /// surface that says who is next names them first.
    /// </summary>
    [JsonIgnore]
    public NextOfficeHoursBody? OfficeHoursBeforeNext =>
        NextOfficeHours is { } hours && !(hours.StartsAt >= Next?.StartsAt) ? hours : null;
}

/// <summary>Who comes next.</summary>
/// <param name="StartsAt">When they come.</param>
/// <param name="EndsAt">When the first of them leaves.</param>
/// <param name="OnDuty">The newcomers, by name.</param>
public sealed record NextBody(Instant StartsAt, Instant EndsAt, IReadOnlyList<DutyBody> OnDuty);

/// <summary>The office hours that come next, whether somebody holds them or not.</summary>
/// <param name="StartsAt">UTC, included.</param>
/// <param name="EndsAt">UTC, excluded.</param>
/// <param name="OfficeHours">Which office hours.</param>
/// <param name="Date">With the office hours, the slot.</param>
/// <param name="Held">Whether somebody holds a seat of it.</param>
/// <param name="Names">Of the volunteers and organisations that hold its seats, by name; empty when nobody does.</param>
public sealed record NextOfficeHoursBody(
    Instant StartsAt,
    Instant EndsAt,
    OfficeHoursBrief OfficeHours,
    LocalDate Date,
    bool Held,
    IReadOnlyList<string> Names
);

/// <summary>One holder in one slot. Only contacts that the holder made public.</summary>
/// <param name="ClaimId">The claim of their seat.</param>
/// <param name="Name">Of the volunteer, or of the organisation that holds the seat.</param>
/// <param name="Organisation">Who stands behind them or behind these hours.</param>
/// <param name="Contacts">By which they want to be reached.</param>
/// <param name="Languages">Theirs, else those of the office hours.</param>
/// <param name="Topics">Theirs, else those of the office hours.</param>
/// <param name="Zone">Where they live; for an organisation that of the office hours.</param>
/// <param name="StartsAt">UTC, included.</param>
/// <param name="EndsAt">UTC, excluded.</param>
/// <param name="OfficeHours">Which office hours.</param>
/// <param name="Date">With the office hours, the slot.</param>
public sealed record DutyBody(
    Guid ClaimId,
    string Name,
    OrganisationBrief? Organisation,
    IReadOnlyList<PublicContact> Contacts,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Topics,
    string Zone,
    Instant StartsAt,
    Instant EndsAt,
    OfficeHoursBrief OfficeHours,
    LocalDate Date
);

/// <param name="Kind">Such as irc or email.</param>
/// <param name="Value">A nick, a number, an address.</param>
/// <param name="Url">Opens it, if anything does.</param>
public sealed record PublicContact(string Kind, string Value, string? Url);

/// <param name="Id">Their id.</param>
/// <param name="Title">What visitors read.</param>
public sealed record OfficeHoursBrief(Guid Id, string Title);

/// <summary>One stretch of the final timeline, whole: its ends are those that `on-duty` answers inside it.</summary>
/// <param name="Since">UTC, included; null when it was never otherwise.</param>
/// <param name="Until">UTC, excluded; null when it will never be otherwise.</param>
/// <param name="State">As in `on-duty`.</param>
/// <param name="OnDuty">By start, then name.</param>
public sealed record SegmentBody(Instant? Since, Instant? Until, DutyState State, IReadOnlyList<DutyBody> OnDuty);

/// <summary>Puts the words of the rota to what the timeline says.</summary>
public static class OnDutyBodies
{
    public static OnDutyBody Describe(this RotaState timeline, OnDutyAnswer answer)
    {
        var rota = timeline.Rota.Rota;
        var next = answer.Next is { } coming
            ? new NextBody(coming.StartsAt, coming.EndsAt, timeline.Describe(coming.OnDuty))
            : null;
        var channels = answer.Now.OnDuty.SelectMany(duty => timeline.TermsOf(duty).Channels);
        return new OnDutyBody(
            rota.Slug,
            answer.Now.State,
            answer.Now.Since,
            answer.Now.Until,
            timeline.Describe(answer.Now.OnDuty),
            next,
            answer.NextOfficeHours is { } hours ? timeline.DescribeNext(hours) : null,
            [.. rota.Channels.Concat(channels).Distinct()],
            rota.Notice
        );
    }

    public static SegmentBody Describe(this RotaState timeline, Segment segment) =>
        new(segment.Since, segment.Until, segment.State, timeline.Describe(segment.OnDuty));

    /// <summary>The holder itself, else who stands behind them, else who stands behind the office hours.</summary>
    public static OrganisationBrief? OrganisationBehind(this RotaState timeline, Holder holder, OfficeHoursTerms terms)
    {
        var own =
            holder.Kind == HolderKind.Organisation ? holder.Id : timeline.Volunteers.GetValueOrDefault(holder.Id)?.OrganisationId;
        return (own ?? terms.OrganisationId) is { } id ? timeline.Organisations[id] : null;
    }

    private static OfficeHoursTerms TermsOf(this RotaState timeline, Duty duty) =>
        timeline.OfficeHours[duty.Slot.OfficeHoursId].TermsOf(duty.Slot);

    private static NextOfficeHoursBody DescribeNext(this RotaState timeline, SlotWithClaims next)
    {
        var (slot, claims) = next;
        return new NextOfficeHoursBody(
            slot.StartsAt,
            slot.EndsAt,
            new OfficeHoursBrief(slot.OfficeHoursId, timeline.OfficeHours[slot.OfficeHoursId].TermsOf(slot).Title),
            slot.Date,
            claims.Count > 0,
            [
                .. claims
                    .Select(claim => claim.Holder)
                    .DistinctBy(holder => holder.Id)
                    .Select(holder => holder.Name)
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    private static DutyBody[] Describe(this RotaState timeline, IReadOnlyList<Duty> duties) =>
        [.. duties.Select(timeline.Describe)];

    private static DutyBody Describe(this RotaState timeline, Duty duty)
    {
        var terms = timeline.TermsOf(duty);
        var holder = duty.Claim.Holder;
        var profile = timeline.Volunteers.GetValueOrDefault(holder.Id);
        return new DutyBody(
            duty.Claim.ClaimId,
            holder.Name,
            timeline.OrganisationBehind(holder, terms),
            [
                .. (profile?.Contacts ?? [])
                    .Where(contact => contact.Public)
                    .Select(contact => new PublicContact(contact.Kind, contact.Value, contact.Url)),
            ],
            profile?.Languages is { Count: > 0 } languages ? languages : terms.Languages,
            profile?.Topics is { Count: > 0 } topics ? topics : terms.Topics,
            profile?.Zone ?? terms.Zone,
            duty.Slot.StartsAt,
            duty.Slot.EndsAt,
            new OfficeHoursBrief(duty.Slot.OfficeHoursId, terms.Title),
            duty.Slot.Date
        );
    }
}
