using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Calendars;

/// <summary>All claims that one holder has had on one slot, as the last of them stands: one event of a calendar.</summary>
/// <param name="RotaId">Of the slot.</param>
/// <param name="Rota">Its slug.</param>
/// <param name="OfficeHoursId">With the date, the slot.</param>
/// <param name="OnDate">The local date that names the slot.</param>
/// <param name="VolunteerId">The holder, or null.</param>
/// <param name="OrganisationId">The holder, or null.</param>
/// <param name="HolderName">What the public sees.</param>
/// <param name="OwnOrganisationId">The holder itself, or who stands behind them.</param>
/// <param name="OwnOrganisation">Its name.</param>
/// <param name="During">UTC, as it is or was held last.</param>
/// <param name="ReleasedAt">Null while it is held.</param>
/// <param name="CreatedAt">Of the last claim.</param>
/// <param name="FirstOrdinal">Where the change log begins to tell of it; null where it does not.</param>
/// <param name="Changes">How many rows the log has of its claims.</param>
/// <param name="ChangedAt">When the last of them was written.</param>
public sealed record SlotHolding(
    Guid RotaId,
    string Rota,
    Guid OfficeHoursId,
    LocalDate OnDate,
    Guid? VolunteerId,
    Guid? OrganisationId,
    string HolderName,
    Guid? OwnOrganisationId,
    string? OwnOrganisation,
    Interval During,
    Instant? ReleasedAt,
    Instant CreatedAt,
    long? FirstOrdinal,
    long Changes,
    Instant? ChangedAt
)
{
    public Guid HolderId => VolunteerId ?? OrganisationId!.Value;
}

/// <summary>A row of the change log about something else that events tell of.</summary>
/// <param name="SubjectId">Office hours, a rota, a volunteer or an organisation.</param>
/// <param name="Ordinal">What came first; 0 when office hours were made.</param>
/// <param name="At">UTC.</param>
/// <param name="FromDate">The first local date of office hours that it concerns; null for all.</param>
/// <param name="ToDate">The last one; null for ever.</param>
public sealed record EventChange(Guid SubjectId, long Ordinal, Instant At, LocalDate? FromDate, LocalDate? ToDate)
{
    public bool Concerns(LocalDate date) => !(date < FromDate) && !(date > ToDate);
}

public sealed class CalendarQueries(DbSession db)
{
    /// <summary>How long a released or cancelled seat is still told of.</summary>
    public static readonly Duration Remembered = Duration.FromDays(30);

    /// <summary>
    /// A slot that is moved stays near the date that names it. So far around the window every claim of a slot that overlaps it is found, and
    /// the count of its changes never shrinks.
    /// </summary>
    private static readonly Duration Around = Duration.FromDays(10);

    private const string OfRota = "c.rota_id = @id AND lower(c.during) > @earliest AND lower(c.during) < @latest";
    private const string OfVolunteer = "c.volunteer_id = @id AND lower(c.during) > @earliest AND lower(c.during) < @latest";

    /// <summary>
    /// From claims, to what each holder has had of each slot, with what the change log knows of it. Claim by claim, so that the log is looked up
    /// by its key: of a new rota the planner expects far too few.
    /// </summary>
    private const string Holdings = """
        last AS (
            SELECT DISTINCT ON (office_hours_id, on_date, holder_id) w.*, min(g.ordinal) OVER holding AS first_ordinal,
                sum(g.changes) OVER holding AS changes, max(g.at) OVER holding AS changed_at
            FROM wanted w, LATERAL (
                SELECT min(ordinal) AS ordinal, count(*) AS changes, max(at) AS at FROM changes WHERE subject_id = w.id AND kind = 'claim'
            ) g
            WINDOW holding AS (PARTITION BY office_hours_id, on_date, holder_id)
            ORDER BY office_hours_id, on_date, holder_id, released_at DESC NULLS FIRST, id DESC
        )
        SELECT l.rota_id, r.slug AS rota, l.office_hours_id, l.on_date, l.volunteer_id, l.organisation_id,
            COALESCE(v.display_name, o.name) AS holder_name, o.id AS own_organisation_id, o.name AS own_organisation,
            l.during, l.released_at, l.created_at, l.first_ordinal, l.changes::bigint AS changes, l.changed_at
        FROM last l JOIN rotas r ON r.id = l.rota_id LEFT JOIN volunteers v ON v.id = l.volunteer_id
            LEFT JOIN organisations o ON o.id = COALESCE(l.organisation_id, v.organisation_id)
        WHERE l.released_at IS NULL OR l.released_at > @forgotten
        ORDER BY lower(l.during), l.office_hours_id, l.on_date, l.holder_id
        """;

    /// <summary>What else events tell of: titles and times, the rota's words, names. Of people and rotas only what shows in a calendar.</summary>
    private const string Surroundings = """
        hours AS MATERIALIZED (
            SELECT id, created_at FROM office_hours WHERE rota_id = ANY(ARRAY(SELECT rota_id FROM wanted UNION SELECT @id))
        ), told AS (
            SELECT id FROM hours
            UNION SELECT rota_id FROM wanted UNION SELECT @id
            UNION SELECT holder_id FROM wanted
            UNION SELECT v.organisation_id FROM volunteers v WHERE v.id = ANY(ARRAY(SELECT DISTINCT volunteer_id FROM wanted))
            UNION SELECT r.organisation_id FROM office_hours_revisions r WHERE r.office_hours_id = ANY(ARRAY(SELECT id FROM hours))
        )
        SELECT subject_id, ordinal, at, COALESCE((detail->>'effectiveFrom')::date, (after->>'date')::date) AS from_date,
            CASE WHEN what = 'slot-changed' THEN (after->>'date')::date END AS to_date
        FROM changes
        WHERE subject_id = ANY(ARRAY(SELECT id FROM told)) AND CASE kind
            WHEN 'office-hours' THEN what <> 'created'
            WHEN 'rota' THEN what = 'changed' AND (before->'name', before->'notice', before->'channels', before->'zone')
                IS DISTINCT FROM (after->'name', after->'notice', after->'channels', after->'zone')
            WHEN 'organisation' THEN what = 'changed' AND before->'name' IS DISTINCT FROM after->'name'
            WHEN 'volunteer' THEN what = 'erased' OR after->'changed' ?| ARRAY['displayName', 'organisationId']
            ELSE false END
        UNION ALL SELECT id, 0, created_at, NULL, NULL FROM hours
        """;

    private const string Wanted = "SELECT c.*, COALESCE(c.volunteer_id, c.organisation_id) AS holder_id FROM claims c WHERE ";

    private const string OfRotaSql = $"""
        -- CalendarQueries.OfRota
        WITH wanted AS MATERIALIZED ({Wanted} {OfRota}), {Holdings};
        WITH wanted AS MATERIALIZED ({Wanted} {OfRota}), {Surroundings}
        """;

    private const string OfVolunteerSql = $"""
        -- CalendarQueries.OfVolunteer
        WITH wanted AS MATERIALIZED ({Wanted} {OfVolunteer}), {Holdings};
        WITH wanted AS MATERIALIZED ({Wanted} {OfVolunteer}), {Surroundings}
        """;

    /// <param name="rotaId">Whose slots.</param>
    /// <param name="window">UTC; everything that overlaps it is there, and some of what does not.</param>
    /// <param name="now">What was released long before is left out.</param>
    /// <param name="ct">Ends the statements.</param>
    public Task<EventHistory> OfRotaAsync(Guid rotaId, Interval window, Instant now, CancellationToken ct) =>
        LoadAsync(OfRotaSql, rotaId, window, now, ct);

    /// <inheritdoc cref="OfRotaAsync"/>
    /// <param name="volunteerId">The holder, in whatever rotas.</param>
    public Task<EventHistory> OfVolunteerAsync(Guid volunteerId, Interval window, Instant now, CancellationToken ct) =>
        LoadAsync(OfVolunteerSql, volunteerId, window, now, ct);

    private Task<EventHistory> LoadAsync(string sql, Guid id, Interval window, Instant now, CancellationToken ct) =>
        db.MultipleAsync(
            sql,
            new
            {
                id,
                earliest = window.Start - Around,
                latest = window.End + Around,
                forgotten = now - Remembered,
            },
            async results => new EventHistory(
                await results.ReadAsync<SlotHolding>(),
                (await results.ReadAsync<EventChange>()).ToLookup(change => change.SubjectId)
            ),
            ct
        );
}
