using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Rotas;

public sealed class OfficeHoursQueries(DbSession db)
{
    /// <summary>Every office hours of a rota by id, ended ones too.</summary>
    public Task<IReadOnlyList<StoredOfficeHours>> AllAsync(Guid rotaId, CancellationToken ct) => LoadAsync(rotaId, null, ct);

    /// <summary>Null when there are none, or they are ended.</summary>
    public async Task<StoredOfficeHours?> FindAsync(Guid rotaId, Guid id, CancellationToken ct) =>
        (await LoadAsync(rotaId, id, ct)) is [{ EndedFrom: null } found] ? found : null;

    private const string LockSql = """
        -- OfficeHoursQueries.Lock
        SELECT 1 FROM office_hours WHERE rota_id = @rotaId AND id = @id FOR NO KEY UPDATE
        """;

    /// <summary>As <see cref="FindAsync"/>, held until the transaction ends; claims in flight are over when this returns.</summary>
    public async Task<StoredOfficeHours?> LockAsync(Guid rotaId, Guid id, CancellationToken ct)
    {
        await db.ExecuteAsync(LockSql, new { rotaId, id }, ct);
        return await FindAsync(rotaId, id, ct);
    }

    private const string HoldSql = """
        -- OfficeHoursQueries.Hold
        SELECT 1 FROM office_hours WHERE rota_id = @rotaId AND (@id IS NULL OR id = @id) ORDER BY id FOR SHARE
        """;

    /// <summary>As <see cref="FindAsync"/>, and so until the transaction ends; others may hold them too.</summary>
    public async Task<StoredOfficeHours?> HoldAsync(Guid rotaId, Guid id, CancellationToken ct)
    {
        await db.ExecuteAsync(HoldSql, new { rotaId, id }, ct);
        return await FindAsync(rotaId, id, ct);
    }

    /// <summary>Every office hours of a rota, or the one of that id, ended or not, as they are until the transaction ends; others may hold them too.</summary>
    public async Task<IReadOnlyList<StoredOfficeHours>> HoldAllAsync(Guid rotaId, Guid? id, CancellationToken ct)
    {
        await db.ExecuteAsync(HoldSql, new { rotaId, id }, ct);
        return await LoadAsync(rotaId, id, ct);
    }

    private const string RaiseVersionsSql = """
        -- OfficeHoursQueries.RaiseVersions
        WITH held AS MATERIALIZED (SELECT id FROM office_hours WHERE rota_id = @rotaId ORDER BY id FOR NO KEY UPDATE)
        UPDATE office_hours SET version = version + 1 WHERE id IN (SELECT id FROM held)
        """;

    /// <summary>Claims that are on their way find another rule than the one that they were made under, and look again.</summary>
    public Task RaiseVersionsAsync(Guid rotaId, CancellationToken ct) => db.ExecuteAsync(RaiseVersionsSql, new { rotaId }, ct);

    private const string InsertSql = """
        -- OfficeHoursQueries.Insert
        INSERT INTO office_hours (id, rota_id, key, created_at) VALUES (@id, @rotaId, @key, @now)
        """;

    /// <param name="key">How rota documents name them; null for the id.</param>
    public async Task<Guid> InsertAsync(
        Guid rotaId,
        string? key,
        IReadOnlyDictionary<LocalDate, OfficeHoursTerms> revisions,
        Instant now,
        CancellationToken ct
    )
    {
        var id = Guid.CreateVersion7(now.ToDateTimeOffset());
        await db.ExecuteAsync(
            InsertSql,
            new
            {
                id,
                rotaId,
                key = key ?? id.ToString(),
                now,
            },
            ct
        );
        await InsertRevisionsAsync(id, revisions, ct);
        OfficeHoursTerms? before = null;
        foreach (var (effectiveFrom, terms) in revisions.OrderBy(revision => revision.Key))
        {
            LogRevision(rotaId, id, before is null ? "created" : "changed", effectiveFrom, before, terms);
            before = terms;
        }

        return id;
    }

    private const string ReviseSql = """
        -- OfficeHoursQueries.Revise
        UPDATE office_hours SET version = version + 1 WHERE id = @Id;
        DELETE FROM office_hours_revisions WHERE office_hours_id = @Id AND effective_from >= @from
        """;

    /// <summary>Replaces every revision from a local date on; what lies before it stays. Does nothing where nothing is different.</summary>
    public async Task ReviseAsync(
        Guid rotaId,
        StoredOfficeHours present,
        LocalDate from,
        IReadOnlyDictionary<LocalDate, OfficeHoursTerms> revisions,
        CancellationToken ct
    )
    {
        var changes = RevisionChange.Between(present.Revisions, revisions, from);
        if (changes.Count == 0)
        {
            return;
        }

        await db.ExecuteAsync(ReviseSql, new { present.Id, from }, ct);
        await InsertRevisionsAsync(present.Id, revisions, ct);
        foreach (var change in changes)
        {
            LogRevision(rotaId, present.Id, "changed", change.From, change.Before, change.After);
        }
    }

    private const string EndSql = """
        -- OfficeHoursQueries.End
        UPDATE office_hours SET version = version + 1, ended_from = @from, key = 'ended ' || id WHERE id = @Id
        """;

    /// <summary>No slots from a local date on. Their key is free for others: none of a document has a blank.</summary>
    public async Task EndAsync(Guid rotaId, StoredOfficeHours present, LocalDate from, CancellationToken ct)
    {
        await db.ExecuteAsync(EndSql, new { present.Id, from }, ct);
        db.RecordChange(
            new Change(rotaId, ChangeKind.OfficeHours, present.Id, "ended", EffectiveFrom(from)) { Before = present.ToAnswer() }
        );
    }

    private const string OverrideSql = """
        -- OfficeHoursQueries.Override
        UPDATE office_hours SET version = version + 1 WHERE id = @id;
        INSERT INTO slot_overrides (office_hours_id, on_date, cancelled, reason, start_time, end_time)
        VALUES (@id, @date, @Cancelled, @Reason, @StartTime, @EndTime)
        ON CONFLICT ON CONSTRAINT slot_overrides_pk
        DO UPDATE SET cancelled = @Cancelled, reason = @Reason, start_time = @StartTime, end_time = @EndTime
        """;

    private const string RestoreSql = """
        -- OfficeHoursQueries.Restore
        UPDATE office_hours SET version = version + 1 WHERE id = @id;
        DELETE FROM slot_overrides WHERE office_hours_id = @id AND on_date = @date
        """;

    /// <summary>Does nothing where nothing is different.</summary>
    /// <param name="rotaId">Their rota.</param>
    /// <param name="id">Of the office hours.</param>
    /// <param name="date">Names the slot.</param>
    /// <param name="present">As it was; null: as the rule says.</param>
    /// <param name="changed">Null: as the rule says.</param>
    /// <param name="ct">Ends the statement.</param>
    public async Task OverrideAsync(
        Guid rotaId,
        Guid id,
        LocalDate date,
        SlotOverride? present,
        SlotOverride? changed,
        CancellationToken ct
    )
    {
        if (changed == present)
        {
            return;
        }

        await (
            changed is null
                ? db.ExecuteAsync(RestoreSql, new { id, date }, ct)
                : db.ExecuteAsync(
                    OverrideSql,
                    new
                    {
                        id,
                        date,
                        changed.Cancelled,
                        changed.Reason,
                        changed.StartTime,
                        changed.EndTime,
                    },
                    ct
                )
        );
        db.RecordChange(
            new Change(rotaId, ChangeKind.OfficeHours, id, "slot-changed")
            {
                Before = ChangedSlot.Of(date, present),
                After = ChangedSlot.Of(date, changed),
            }
        );
    }

    private void LogRevision(
        Guid rotaId,
        Guid id,
        string what,
        LocalDate effectiveFrom,
        OfficeHoursTerms? before,
        OfficeHoursTerms? after
    ) =>
        db.RecordChange(
            new Change(rotaId, ChangeKind.OfficeHours, id, what, EffectiveFrom(effectiveFrom))
            {
                Before = before is null ? null : new OfficeHoursAnswer(id, before),
                After = after is null ? null : new OfficeHoursAnswer(id, after),
            }
        );

    private static string EffectiveFrom(LocalDate date) => $$"""{"effectiveFrom":"{{Formats.Dates.Format(date)}}"}""";

    private const string InsertRevisionSql = """
        -- OfficeHoursQueries.InsertRevision
        INSERT INTO office_hours_revisions (office_hours_id, effective_from, title, zone, start_date, end_date, start_time, end_time, recurrence,
            except_dates, extra_dates, seats_minimum, seats_maximum, channels, topics, languages, organisation_id)
        VALUES (@id, @effectiveFrom, @Title, @Zone, @StartDate, @EndDate, @StartTime, @EndTime, @Recurrence,
            @ExceptDates, @ExtraDates, @Minimum, @Maximum, @Channels, @Topics, @Languages, @OrganisationId)
        """;

    private async Task InsertRevisionsAsync(
        Guid id,
        IReadOnlyDictionary<LocalDate, OfficeHoursTerms> revisions,
        CancellationToken ct
    )
    {
        foreach (var (effectiveFrom, terms) in revisions)
        {
            await db.ExecuteAsync(
                InsertRevisionSql,
                new
                {
                    id,
                    effectiveFrom,
                    terms.Title,
                    terms.Zone,
                    terms.StartDate,
                    terms.EndDate,
                    terms.StartTime,
                    terms.EndTime,
                    terms.Recurrence,
                    terms.ExceptDates,
                    terms.ExtraDates,
                    terms.Seats.Minimum,
                    terms.Seats.Maximum,
                    terms.Channels,
                    terms.Topics,
                    terms.Languages,
                    terms.OrganisationId,
                },
                ct
            );
        }
    }

    private Task<IReadOnlyList<StoredOfficeHours>> LoadAsync(Guid rotaId, Guid? id, CancellationToken ct) =>
        db.MultipleAsync(OfficeHoursRows.AllSql, new { rotaId, id }, OfficeHoursRows.ReadAsync, ct);
}
