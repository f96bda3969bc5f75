using System.Globalization;
using NodaTime;

namespace GeekOnDuty.Benchmarks;

/// <summary>Rotas alike, with daily office hours one after the other, in UTC.</summary>
/// <param name="First">The number of the first rota; numbers are the benchmark's own.</param>
/// <param name="Count">How many rotas.</param>
/// <param name="OfficeHours">Of each rota.</param>
/// <param name="StartHour">Of the first of the day, UTC; the others follow at its end.</param>
/// <param name="Hours">How long each lasts.</param>
/// <param name="Seats">At most, in each slot.</param>
/// <param name="Volunteers">Of each rota, all of them members.</param>
/// <param name="StartDate">The first day.</param>
internal sealed record RotaShape(
    int First,
    int Count,
    int OfficeHours,
    int StartHour,
    int Hours,
    int Seats,
    int Volunteers,
    LocalDate StartDate
);

/// <summary>Fills the tables by the thousand. Ids are made of numbers, so that wrk and pgbench can make them too.</summary>
internal static class Fill
{
    public const int RotaKind = 1;
    public const int OfficeHoursKind = 2;
    public const int VolunteerKind = 3;
    public const int ClaimKind = 4;
    public const int PastClaimKind = 5;

    public const string IdSql = """
        -- Fill.Id
        CREATE FUNCTION benchmark_id(kind int, a int, b int) RETURNS uuid LANGUAGE sql IMMUTABLE
        AS $$ SELECT (lpad(to_hex(kind), 8, '0') || lpad(to_hex(a), 8, '0') || lpad(to_hex(b), 16, '0'))::uuid $$
        """;

    public static Guid Id(int kind, int a, int b) => Guid.ParseExact($"{kind:x8}{a:x8}{b:x16}", "N");

    public static string Slug(int rota) => string.Create(CultureInfo.InvariantCulture, $"bench-{rota}");

    private const string RotasSql = """
        -- Fill.Rotas
        INSERT INTO rotas (id, slug, name, description, zone, notice, channels, claim_opens_before, release_closes_before, visibility, created_at)
        SELECT benchmark_id(1, r, 0), 'bench-' || r, 'Rota ' || r, 'Questions about part ' || r || '.', 'UTC',
            'Community help, not support: no guarantees and no SLA.',
            '[{"kind": "irc", "label": "#bench on OFTC", "url": "ircs://irc.oftc.net/bench"}]', 'P26W', 'PT0S', 'public', 'epoch'
        FROM generate_series(@first, @first + @count - 1) r;

        INSERT INTO office_hours (id, rota_id, key, created_at)
        SELECT benchmark_id(2, r, h), benchmark_id(1, r, 0), 'hours-' || h, 'epoch'
        FROM generate_series(@first, @first + @count - 1) r, generate_series(0, @officeHours - 1) h;

        INSERT INTO office_hours_revisions (office_hours_id, effective_from, title, zone, start_date, start_time, end_time, recurrence,
            except_dates, extra_dates, seats_minimum, seats_maximum, channels, topics, languages)
        SELECT benchmark_id(2, r, h), @startDate, 'Office hours ' || h, 'UTC', @startDate,
            make_time((@startHour + h * @hours) % 24, 0, 0), make_time((@startHour + (h + 1) * @hours) % 24, 0, 0),
            'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU', '{}', '{}', 1, @seats, '[]', '{}', '{en}'
        FROM generate_series(@first, @first + @count - 1) r, generate_series(0, @officeHours - 1) h;

        INSERT INTO volunteers (id, key, display_name, zone, languages, topics, contacts, created_at)
        SELECT benchmark_id(3, r, v), r || '-' || v, 'Volunteer ' || v, 'Europe/Amsterdam', '{en,nl}', '{rbd}',
            jsonb_build_array(jsonb_build_object('kind', 'irc', 'value', 'volunteer' || v, 'url', NULL, 'public', true)), 'epoch'
        FROM generate_series(@first, @first + @count - 1) r, generate_series(0, @volunteers - 1) v;

        INSERT INTO members (rota_id, volunteer_id, role)
        SELECT benchmark_id(1, r, 0), benchmark_id(3, r, v), 'volunteer'
        FROM generate_series(@first, @first + @count - 1) r, generate_series(0, @volunteers - 1) v;
        """;

    public static Task RotasAsync(this Lab lab, RotaShape shape) => lab.ExecuteAsync(RotasSql, Parameters(shape));

    private const string ClaimsSql = """
        -- Fill.Claims
        INSERT INTO claims (id, rota_id, office_hours_id, on_date, seat, volunteer_id, during, origin, created_at)
        SELECT benchmark_id(@kind, r, ((day - @fromDay) * @officeHours + h) * @taken + s), benchmark_id(1, r, 0), benchmark_id(2, r, h),
            @today + day + (@startHour + h * @hours) / 24, s + 1, benchmark_id(3, r, h * @taken + s),
            tstzrange(begins, begins + @hours * interval '1 hour'), 'self', 'epoch'
        FROM generate_series(@first, @first + @count - 1) r, generate_series(@fromDay, @untilDay - 1) day, generate_series(0, @officeHours - 1) h,
            generate_series(0, @taken - 1) s,
            LATERAL (SELECT @midnight + (day * 24 + @startHour + h * @hours) * interval '1 hour' AS begins) slot
        """;

    /// <summary>The first seats of every slot from one day to another, counted from a day; every seat of a day has a volunteer of its own.</summary>
    public static Task ClaimsAsync(
        this Lab lab,
        RotaShape shape,
        int kind,
        LocalDate today,
        int fromDay,
        int untilDay,
        int taken
    ) =>
        lab.ExecuteAsync(
            ClaimsSql,
            [
                .. Parameters(shape),
                ("kind", kind),
                ("today", today.ToDateOnly()),
                ("midnight", today.AtMidnight().InUtc().ToDateTimeUtc()),
                ("fromDay", fromDay),
                ("untilDay", untilDay),
                ("taken", taken),
            ]
        );

    private static (string Name, object Value)[] Parameters(RotaShape shape) =>
        [
            ("first", shape.First),
            ("count", shape.Count),
            ("officeHours", shape.OfficeHours),
            ("startHour", shape.StartHour),
            ("hours", shape.Hours),
            ("seats", shape.Seats),
            ("volunteers", shape.Volunteers),
            ("startDate", shape.StartDate.ToDateOnly()),
        ];
}
