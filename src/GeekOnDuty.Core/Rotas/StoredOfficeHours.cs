using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Rotas;

/// <summary>Office hours as they are stored, with every revision and every changed date.</summary>
/// <param name="Version">Grows with every change; a claim proves by it which rule it was made under.</param>
public sealed record StoredOfficeHours(
    Guid Id,
    string Key,
    int Version,
    LocalDate? EndedFrom,
    IReadOnlyDictionary<LocalDate, OfficeHoursTerms> Revisions,
    IReadOnlyDictionary<LocalDate, SlotOverride> Overrides
)
{
    private OfficeHours? rules;

    /// <summary>The same for the pure core.</summary>
    public OfficeHours Rules =>
        rules ??= new OfficeHours(
            Id,
            [
                .. Revisions
                    .OrderBy(revision => revision.Key)
                    .Select(revision => new Revision(revision.Key, revision.Value.ToRule())),
            ],
            Overrides,
            EndedFrom
        );

    /// <summary>The latest revision: what a coordinator edits.</summary>
    public OfficeHoursTerms Latest => Revisions[Rules.Revisions[^1].EffectiveFrom];

    /// <summary>The languages of every revision.</summary>
    public IEnumerable<string> Languages => Revisions.Values.SelectMany(terms => terms.Languages);

    /// <summary>The date in the zone of the latest revision.</summary>
    public LocalDate Today(Instant now) => now.InZone(Zones.InUse[Latest.Zone]).Date;

    public OfficeHoursTerms TermsOf(Slot slot) => Revisions[slot.Revision.EffectiveFrom];

    public OfficeHoursAnswer ToAnswer() => new(Id, Latest);
}

/// <summary>What one slot of some office hours is made to be, as the audit log keeps it.</summary>
/// <param name="Date">Names the slot.</param>
/// <param name="Cancelled">It does not take place.</param>
/// <param name="Reason">Shown with a cancelled slot.</param>
/// <param name="StartTime">Null: as the rule says.</param>
/// <param name="EndTime">Null: as the rule says.</param>
public sealed record ChangedSlot(LocalDate Date, bool Cancelled, string? Reason, LocalTime? StartTime, LocalTime? EndTime)
{
    /// <param name="changed">Null: as the rule says.</param>
    public static ChangedSlot Of(LocalDate date, SlotOverride? changed) =>
        new(date, changed?.Cancelled ?? false, changed?.Reason, changed?.StartTime, changed?.EndTime);
}
