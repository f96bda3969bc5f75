using System.Text.Json;
using System.Text.Json.Serialization;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Documents;

/// <summary>
/// A whole rota in one file. Things refer to each other by keys of the file, so that it can be read by people, kept under version control and
/// loaded into any database. Lists are sorted by key.
/// </summary>
/// <param name="FormatVersion">2. In a file of version 1, which has none, `every` counts dates, as it did before weekdays could be named.</param>
/// <param name="Rota">The rota itself.</param>
/// <param name="Organisations">Those that the rest names.</param>
/// <param name="Volunteers">Its members, and those that the rest names.</param>
/// <param name="OfficeHours">With all their revisions.</param>
/// <param name="StandingClaims">Claims on every slot, or every n-th.</param>
public sealed record RotaDocument(
    int FormatVersion,
    Rota Rota,
    IReadOnlyList<OrganisationEntry> Organisations,
    IReadOnlyList<VolunteerEntry> Volunteers,
    IReadOnlyList<OfficeHoursEntry> OfficeHours,
    IReadOnlyList<StandingClaimEntry> StandingClaims
) : IRequestBody<RotaDocument>
{
    /// <summary>The same in the present version. References must be checked before.</summary>
    public RotaDocument Upgraded()
    {
        if (FormatVersion == PresentVersion)
        {
            return this;
        }

        var rules = OfficeHours.ToDictionary(entry => entry.Key, entry => entry.ToRules(), StringComparer.Ordinal);
        return this with
        {
            FormatVersion = PresentVersion,
            StandingClaims =
            [
                .. StandingClaims.Select(entry =>
                    entry.Every is { } every
                        ? entry.With(StandingPattern.OfCountedDates(rules[entry.OfficeHours], entry.From, every))
                        : entry
                ),
            ],
        };
    }

    /// <summary>Two blanks of indent, LF, members that are null left out: the same rota is always the same bytes.</summary>
    public static readonly JsonSerializerOptions Format = Json.Configure(
        new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            NewLine = "\n",
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        }
    );

    /// <summary>What is written.</summary>
    public const int PresentVersion = 2;

    /// <summary>What people call the holder and the office hours; their keys where the document does not have them.</summary>
    public (string Holder, string Hours) NamesOf(StandingClaimEntry entry)
    {
        var holder =
            Volunteers.FirstOrDefault(each => each.Key == entry.Volunteer)?.DisplayName
            ?? Organisations.FirstOrDefault(each => each.Slug == entry.Organisation)?.Name;
        var hours = OfficeHours.FirstOrDefault(each => each.Key == entry.OfficeHours)?.Title;
        return (holder ?? entry.Volunteer ?? entry.Organisation ?? "", hours ?? entry.OfficeHours);
    }

    public static RotaDocument Read(GeekOnDuty.Core.Text.JsonObjectReader members) =>
        new(
            members.OptionalInteger("formatVersion", 1, PresentVersion, 1),
            members.Object("rota", Rota.Read),
            members.Objects("organisations", 500, OrganisationEntry.Read),
            members.Objects("volunteers", 2000, VolunteerEntry.Read),
            members.Objects("officeHours", 1000, OfficeHoursEntry.Read),
            members.Objects("standingClaims", 5000, StandingClaimEntry.Read)
        );
}

/// <summary>An organisation, known by its slug.</summary>
/// <param name="Slug">Its name in this and other documents.</param>
/// <param name="Name">What visitors read.</param>
/// <param name="Url">https or http.</param>
/// <param name="LogoUrl">https or http.</param>
public sealed record OrganisationEntry(string Slug, string Name, string? Url, string? LogoUrl)
{
    public static OrganisationEntry Read(GeekOnDuty.Core.Text.JsonObjectReader members)
    {
        var (_, slug, name, url, logoUrl) = OrganisationBody.Read(members, id: null);
        return new OrganisationEntry(slug, name, url, logoUrl);
    }
}

/// <summary>A volunteer, known by a key of the file.</summary>
/// <param name="Key">Their name in this and other documents.</param>
/// <param name="Role">In this rota; left out: as it is.</param>
/// <param name="DisplayName">What the public sees.</param>
/// <param name="Zone">Where they live.</param>
/// <param name="Languages">BCP 47 language tags, such as `en` or `pt-BR`.</param>
/// <param name="Topics">What can be asked.</param>
/// <param name="Contacts">Public and private ones.</param>
/// <param name="Organisation">A slug of the file.</param>
public sealed record VolunteerEntry(
    string Key,
    Role? Role,
    string DisplayName,
    string Zone,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Topics,
    IReadOnlyList<Contact> Contacts,
    string? Organisation
)
{
    public static VolunteerEntry Read(GeekOnDuty.Core.Text.JsonObjectReader members)
    {
        var profile = Profile.Read(members, organisationId: null);
        return Of(members.Key("key"), members.OptionalEnum<Role>("role"), profile, members.OptionalSlug("organisation"));
    }

    public static VolunteerEntry Of(string key, Role? role, Profile profile, string? organisation) =>
        new(key, role, profile.DisplayName, profile.Zone, profile.Languages, profile.Topics, profile.Contacts, organisation);

    public Profile ToProfile(Guid? organisationId) => new(DisplayName, Zone, Languages, Topics, Contacts, organisationId);
}

/// <summary>Office hours with all their revisions and changed dates, known by a key of the file.</summary>
/// <param name="Key">Their name in this document.</param>
/// <param name="Revisions">At least one.</param>
/// <param name="Exceptions">Dates that are cancelled or moved.</param>
public sealed record OfficeHoursEntry(
    string Key,
    IReadOnlyList<RevisionEntry> Revisions,
    IReadOnlyList<ExceptionEntry> Exceptions
)
{
    /// <summary>What they are called in the end.</summary>
    [JsonIgnore]
    public string Title => Revisions[^1].Title;

    public static OfficeHoursEntry Read(GeekOnDuty.Core.Text.JsonObjectReader members)
    {
        var revisions = members.Objects("revisions", 200, RevisionEntry.Read);
        if (revisions.Count == 0)
        {
            members.Errors.Add(members.PathOf("revisions"), "Office hours need at least one revision.");
        }

        var exceptions = members.Objects("exceptions", 1000, ExceptionEntry.Read);
        return new(
            members.Key("key"),
            [.. revisions.OrderBy(each => each?.EffectiveFrom)],
            [.. exceptions.OrderBy(each => each?.Date)]
        );
    }

    public OfficeHours ToRules() =>
        new(
            Guid.Empty,
            [.. Revisions.Select(revision => new Revision(revision.EffectiveFrom, revision.ToRule()))],
            Exceptions.ToDictionary(exception => exception.Date, exception => exception.ToOverride())
        );
}

/// <summary>The terms that hold from a local date on.</summary>
public sealed record RevisionEntry : OfficeHoursTerms
{
    public RevisionEntry(LocalDate effectiveFrom, OfficeHoursTerms terms, string? organisation)
        : base(terms with { OrganisationId = null }) => (EffectiveFrom, Organisation) = (effectiveFrom, organisation);

    /// <summary>Left out: the start date.</summary>
    [JsonPropertyOrder(-1)]
    public LocalDate EffectiveFrom { get; }

    /// <summary>A slug of the file.</summary>
    [JsonPropertyOrder(1)]
    public string? Organisation { get; }

    public static RevisionEntry Read(GeekOnDuty.Core.Text.JsonObjectReader members)
    {
        var terms = Read(members, organisationId: null);
        return new RevisionEntry(
            members.OptionalDate("effectiveFrom") ?? terms.StartDate,
            terms,
            members.OptionalSlug("organisation")
        );
    }
}

/// <summary>One date that is cancelled, or at other times.</summary>
/// <param name="Date">The local date that names the slot.</param>
/// <param name="Cancelled">True, or left out when the slot is moved.</param>
/// <param name="Reason">Shown with a cancelled slot.</param>
/// <param name="StartTime">With the end time: moved, on the clock of its zone.</param>
/// <param name="EndTime">At or before the start: on the next local day.</param>
public sealed record ExceptionEntry(LocalDate Date, bool? Cancelled, string? Reason, LocalTime? StartTime, LocalTime? EndTime)
{
    public static ExceptionEntry Read(GeekOnDuty.Core.Text.JsonObjectReader members)
    {
        var (cancelled, reason, startTime, endTime) = SlotChange.Read(members);
        if (!cancelled && startTime is null && members.Has("cancelled"))
        {
            members.Errors.Add(
                members.PathOf("cancelled"),
                "An exception is cancelled or moved: write true, or startTime and endTime, or leave the entry out."
            );
        }

        return new(members.Date("date"), cancelled ? true : null, reason, startTime, endTime);
    }

    public static ExceptionEntry Of(LocalDate date, SlotOverride changed) =>
        new(date, changed.Cancelled ? true : null, changed.Reason, changed.StartTime, changed.EndTime);

    /// <summary>Of an entry without faults.</summary>
    public SlotOverride ToOverride() => new(Cancelled ?? false, Reason, StartTime, EndTime);
}

/// <summary>A claim on every slot, or every n-th, known by a key of the file. Its holder is a volunteer or an organisation of the file.</summary>
/// <param name="Key">Its name in this document.</param>
/// <param name="OfficeHours">A key of the file.</param>
/// <param name="Volunteer">A key of the file.</param>
/// <param name="Organisation">A slug of the file.</param>
/// <param name="From">The first local date.</param>
/// <param name="Until">The last one; left out: for ever.</param>
/// <param name="Weekdays">`MO` to `SU`; left out with `every`: every weekday.</param>
/// <param name="EveryWeeks">Every how many weeks; left out: 1.</param>
/// <param name="Every">Every n-th turn, from 2 on, in place of weekdays.</param>
public sealed record StandingClaimEntry(
    string Key,
    string OfficeHours,
    string? Volunteer,
    string? Organisation,
    LocalDate From,
    LocalDate? Until,
    IReadOnlyList<string>? Weekdays,
    int? EveryWeeks,
    int? Every
)
{
    public StandingPattern ToPattern() =>
        Every is { } every
            ? StandingPattern.EveryTurn(every)
            : StandingPattern.OnWeekdays(Weekdays ?? StandingPattern.WeekdayCodes, EveryWeeks ?? 1);

    /// <summary>Whether it is for the same holder and dates, however its pattern is written.</summary>
    public bool IsSameAs(StandingClaimEntry other) => Plain(this) == Plain(other) && ToPattern() == other.ToPattern();

    private static StandingClaimEntry Plain(StandingClaimEntry entry) =>
        entry with
        {
            Weekdays = null,
            EveryWeeks = null,
            Every = null,
        };

    /// <summary>The same for other dates; defaults are left out.</summary>
    public StandingClaimEntry With(StandingPattern pattern) =>
        this with
        {
            Weekdays = pattern.Every is null && !pattern.IsEveryDay ? pattern.Weekdays : null,
            EveryWeeks = pattern is { Every: null, EveryWeeks: > 1 } ? pattern.EveryWeeks : null,
            Every = pattern.Every,
        };

    public static StandingClaimEntry Read(GeekOnDuty.Core.Text.JsonObjectReader members)
    {
        var volunteer = members.OptionalKey("volunteer");
        var organisation = members.OptionalSlug("organisation");
        if (volunteer is null == organisation is null)
        {
            members.Errors.Add(members.PathOf("volunteer"), "A holder is a volunteer or an organisation: write one of the two.");
        }

        var (from, until) = (members.Date("from"), members.OptionalDate("until"));
        if (until < from)
        {
            members.Errors.Add(members.PathOf("until"), "It lies before from.");
        }

        var pattern = StandingClaimBody.ReadPattern(members) ?? StandingPattern.All;
        return new StandingClaimEntry(
            members.Key("key"),
            members.Key("officeHours"),
            volunteer,
            organisation,
            from,
            until,
            null,
            null,
            null
        ).With(pattern);
    }
}
