using GeekOnDuty.Core.Storage;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Rotas;

/// <summary>How office hours are read, by themselves or with all of their rota.</summary>
public static class OfficeHoursRows
{
    /// <summary>Three results: office hours, revisions, changed dates; of one rota, or of one of its office hours.</summary>
    public const string AllSql = """
        -- OfficeHoursRows.All
        SELECT id, key, version, ended_from FROM office_hours WHERE rota_id = @rotaId AND (@id IS NULL OR id = @id) ORDER BY id;
        SELECT r.office_hours_id, r.effective_from, r.title, r.zone, r.start_date, r.end_date, r.start_time, r.end_time, r.recurrence,
            r.except_dates, r.extra_dates, r.seats_minimum, r.seats_maximum, r.channels, r.topics, r.languages, r.organisation_id
        FROM office_hours_revisions r JOIN office_hours h ON h.id = r.office_hours_id WHERE h.rota_id = @rotaId AND (@id IS NULL OR h.id = @id);
        SELECT o.office_hours_id, o.on_date, o.cancelled, o.reason, o.start_time, o.end_time
        FROM slot_overrides o JOIN office_hours h ON h.id = o.office_hours_id WHERE h.rota_id = @rotaId AND (@id IS NULL OR h.id = @id);
        """;

    /// <summary>Reads the three results of <see cref="AllSql"/>.</summary>
    public static async Task<IReadOnlyList<StoredOfficeHours>> ReadAsync(MultiResultReader results)
    {
        var hours = await results.ReadAsync<HoursRow>();
        var revisions = (await results.ReadAsync<RevisionRow>()).ToLookup(row => row.OfficeHoursId);
        var overrides = (await results.ReadAsync<OverrideRow>()).ToLookup(row => row.OfficeHoursId);
        return
        [
            .. hours.Select(row => new StoredOfficeHours(
                row.Id,
                row.Key,
                row.Version,
                row.EndedFrom,
                revisions[row.Id].ToDictionary(revision => revision.EffectiveFrom, revision => revision.ToTerms()),
                overrides[row.Id].ToDictionary(changed => changed.OnDate, changed => changed.ToOverride())
            )),
        ];
    }

    private sealed record HoursRow(Guid Id, string Key, int Version, LocalDate? EndedFrom);

    private sealed record RevisionRow(
        Guid OfficeHoursId,
        LocalDate EffectiveFrom,
        string Title,
        string Zone,
        LocalDate StartDate,
        LocalDate? EndDate,
        LocalTime StartTime,
        LocalTime EndTime,
        string? Recurrence,
        IReadOnlyList<LocalDate> ExceptDates,
        IReadOnlyList<LocalDate> ExtraDates,
        int SeatsMinimum,
        int SeatsMaximum,
        IReadOnlyList<Link> Channels,
        IReadOnlyList<string> Topics,
        IReadOnlyList<string> Languages,
        Guid? OrganisationId
    )
    {
        public OfficeHoursTerms ToTerms() =>
            new(
                Title,
                Zone,
                StartDate,
                EndDate,
                StartTime,
                EndTime,
                Recurrence,
                ExceptDates,
                ExtraDates,
                new Seats(SeatsMinimum, SeatsMaximum),
                Channels,
                Topics,
                Languages,
                OrganisationId
            );
    }

    private sealed record OverrideRow(
        Guid OfficeHoursId,
        LocalDate OnDate,
        bool Cancelled,
        string? Reason,
        LocalTime? StartTime,
        LocalTime? EndTime
    )
    {
        public SlotOverride ToOverride() => new(Cancelled, Reason, StartTime, EndTime);
    }
}
