using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.OnDuty;

/// <summary>Loads a rota's timeline in one round trip, all of one moment.</summary>
public sealed class RotaLoader(DbSession db)
{
    private static readonly Duration LongestSlot = Duration.FromDays(3);
    private static readonly Duration FirstReach = Duration.FromDays(35);

    private const string SeenSql = "SELECT pg_current_snapshot()::text";

    /// <summary>A slot lasts less than three days, so the index need not be read from the beginning.</summary>
    private const string InWindow =
        "c.rota_id = @rotaId AND c.released_at IS NULL AND lower(c.during) > @earliest AND lower(c.during) < @to AND upper(c.during) > @from";

    /// <summary>As an array, so that each is looked up by its key: where nearly all claims are past, the planner expects far too many.</summary>
    private const string TheirVolunteers = $"ANY(ARRAY(SELECT DISTINCT c.volunteer_id FROM claims c WHERE {InWindow}))";

    private const string LoadSql = $"""
        -- RotaLoader.Load
        {SeenSql};
        {RotaQueries.ByIdSql};
        {OfficeHoursRows.AllSql};
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables} WHERE {InWindow};
        SELECT id, zone, languages, topics, contacts, organisation_id FROM volunteers WHERE id = {TheirVolunteers};
        SELECT id, name, url, logo_url FROM organisations WHERE id = ANY(ARRAY(
            SELECT c.organisation_id FROM claims c WHERE {InWindow}
            UNION SELECT organisation_id FROM volunteers WHERE id = {TheirVolunteers}
            UNION SELECT r.organisation_id FROM office_hours_revisions r JOIN office_hours h ON h.id = r.office_hours_id WHERE h.rota_id = @rotaId));
        SELECT COALESCE((SELECT min(lower(during)) FROM claims WHERE rota_id = @rotaId AND released_at IS NULL) < @from, false) AS earlier,
            COALESCE((SELECT max(lower(during)) FROM claims WHERE rota_id = @rotaId AND released_at IS NULL) >= @to, false) AS later
        """;

    /// <summary>What <paramref name="ask"/> answers, from a timeline that reaches as far as it needs.</summary>
    /// <param name="rotaId">Whose timeline.</param>
    /// <param name="window">UTC; where the question lies.</param>
    /// <param name="ask">Null when the timeline must reach further.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<(T Answer, RotaState Timeline)> AskAsync<T>(
        Guid rotaId,
        Interval window,
        Func<Timeline, T?> ask,
        CancellationToken ct
    )
        where T : class
    {
        for (var reach = FirstReach; ; reach *= 8)
        {
            var timeline =
                await LoadAsync(rotaId, new Interval(window.Start - reach, window.End + reach), ct) ?? throw RotaLocks.Gone();
            if (ask(timeline.Timeline) is { } answer)
            {
                return (answer, timeline);
            }
        }
    }

    /// <summary>
    /// What <paramref name="ask"/> answers from the rota in memory; from the database where that does not reach far
    /// enough.
    /// </summary>
    /// <inheritdoc cref="AskAsync{T}(Guid, Interval, Func{Timeline, T}, CancellationToken)"/>
    public async Task<(T Answer, RotaState Timeline)> AskAsync<T>(
        RotaState? known,
        Guid rotaId,
        Interval window,
        Func<Timeline, T?> ask,
        CancellationToken ct
    )
        where T : class =>
        known is not null && ask(known.Timeline) is { } answer ? (answer, known) : await AskAsync(rotaId, window, ask, ct);

    /// <param name="rotaId">Whose timeline.</param>
    /// <param name="window">UTC, with both ends.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>Null when there is no such rota any more.</returns>
    public async Task<RotaState?> LoadAsync(Guid rotaId, Interval window, CancellationToken ct)
    {
        await db.ReadOneMomentAsync(ct);
        var (from, to) = (window.Start, window.End);
        return await db.MultipleAsync(
            LoadSql,
            new
            {
                rotaId,
                id = (Guid?)null,
                earliest = from - LongestSlot,
                from,
                to,
            },
            async results =>
            {
                var seen = new TransactionSnapshot(await results.ReadSingleAsync<string>());
                if (await RotaQueries.ReadAsync(results) is not { } rota)
                {
                    return null;
                }

                var hours = await OfficeHoursRows.ReadAsync(results);
                var claims = (await results.ReadAsync<ClaimRow>()).ToDictionary(claim => claim.Id);
                var (volunteers, organisations) = await ReadHoldersAsync(results);
                var beyond = await results.ReadSingleAsync<ClaimsBeyond>();
                return new RotaState(
                    seen,
                    window,
                    beyond,
                    rota,
                    hours.ToDictionary(each => each.Id),
                    claims,
                    volunteers,
                    organisations
                );
            },
            ct
        );
    }

    private const string News = """
        xid >= pg_snapshot_xmin(@since::pg_snapshot) AND xid < pg_snapshot_xmax(pg_current_snapshot())
            AND NOT pg_visible_in_snapshot(xid, @since::pg_snapshot)
        """;

    /// <summary>As arrays, so that each is looked up by its key.</summary>
    private const string ChangedClaims =
        $"c.id = ANY(ARRAY(SELECT subject_id FROM changes WHERE rota_id = @rotaId AND kind = 'claim' AND {News}))";

    private const string RefreshSql = $"""
        -- RotaLoader.Refresh
        {SeenSql};
        SELECT rota_id, kind, subject_id FROM changes WHERE rota_id = @rotaId AND kind NOT IN ('claim', 'standing-claim') AND {News}
            UNION ALL SELECT rota_id, kind, subject_id FROM changes WHERE rota_id IS NULL AND {News};
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables} WHERE {ChangedClaims};
        SELECT id, zone, languages, topics, contacts, organisation_id FROM volunteers
        WHERE id = ANY(ARRAY(SELECT c.volunteer_id FROM claims c WHERE {ChangedClaims}));
        SELECT id, name, url, logo_url FROM organisations WHERE id = ANY(ARRAY(
            SELECT COALESCE(c.organisation_id, v.organisation_id) FROM claims c LEFT JOIN volunteers v ON v.id = c.volunteer_id WHERE {ChangedClaims}))
        """;

    /// <summary>The same timeline as it is now, when nothing but claims has changed: by the log, only those are read.</summary>
    /// <returns>Null when something else has changed too: <see cref="LoadAsync"/> it.</returns>
    public async Task<RotaState?> RefreshAsync(RotaState before, CancellationToken ct)
    {
        await db.ReadOneMomentAsync(ct);
        return await db.MultipleAsync(
            RefreshSql,
            new { rotaId = before.Rota.Id, since = before.Seen.Text },
            async results =>
            {
                var seen = new TransactionSnapshot(await results.ReadSingleAsync<string>());
                var others = await results.ReadAsync<ChangeRow>();
                if (others.Any(row => before.Concerns(row.ToChange())))
                {
                    return null;
                }

                var changed = await results.ReadAsync<ClaimRow>();
                var (volunteers, organisations) = await ReadHoldersAsync(results);
                return changed.Count == 0 ? before with { Seen = seen } : With(before, seen, changed, volunteers, organisations);
            },
            ct
        );
    }

    private static RotaState With(
        RotaState before,
        TransactionSnapshot seen,
        IReadOnlyList<ClaimRow> changed,
        Dictionary<Guid, HolderProfile> volunteers,
        Dictionary<Guid, OrganisationBrief> organisations
    )
    {
        var claims = new Dictionary<Guid, ClaimRow>(before.Claims);
        var beyond = before.Beyond;
        foreach (var claim in changed)
        {
            if (claim.ReleasedAt is not null || !Overlaps(claim.During, before.Window))
            {
                claims.Remove(claim.Id);
            }
            else
            {
                claims[claim.Id] = claim;
            }

            if (claim.ReleasedAt is null)
            {
                beyond = new ClaimsBeyond(
                    beyond.Earlier || claim.During.Start < before.Window.Start,
                    beyond.Later || claim.During.End > before.Window.End
                );
            }
        }

        return new RotaState(
            seen,
            before.Window,
            beyond,
            before.Rota,
            before.OfficeHours,
            claims,
            Together(before.Volunteers, volunteers),
            Together(before.Organisations, organisations)
        );
    }

    private static bool Overlaps(Interval a, Interval b) => a.Start < b.End && a.End > b.Start;

    private static IReadOnlyDictionary<Guid, T> Together<T>(IReadOnlyDictionary<Guid, T> before, Dictionary<Guid, T> more)
    {
        if (more.Keys.All(before.ContainsKey))
        {
            return before;
        }

        var together = new Dictionary<Guid, T>(before);
        foreach (var (id, value) in more)
        {
            together[id] = value;
        }

        return together;
    }

    private static async Task<(Dictionary<Guid, HolderProfile>, Dictionary<Guid, OrganisationBrief>)> ReadHoldersAsync(
        MultiResultReader results
    ) =>
        (
            (await results.ReadAsync<HolderProfile>()).ToDictionary(volunteer => volunteer.Id),
            (await results.ReadAsync<OrganisationRow>()).ToDictionary(row => row.Id, row => row.ToBrief())
        );

    private sealed record OrganisationRow(Guid Id, string Name, string? Url, string? LogoUrl)
    {
        public OrganisationBrief ToBrief() => new(Name, Url, LogoUrl);
    }

    private sealed record ChangeRow(Guid? RotaId, string Kind, Guid SubjectId)
    {
        public Change ToChange() => new(RotaId, Change.KindOf(Kind), SubjectId, "");
    }
}
