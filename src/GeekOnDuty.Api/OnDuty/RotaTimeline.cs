using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.OnDuty;

/// <summary>The timeline of a rota around some moment, with what is said about its slots and holders.</summary>
internal sealed record RotaTimeline(
    StoredRota Rota,
    Timeline Timeline,
    IReadOnlyDictionary<Guid, StoredOfficeHours> OfficeHours,
    IReadOnlyDictionary<Guid, ClaimRow> Claims,
    IReadOnlyDictionary<Guid, HolderProfile> Volunteers,
    IReadOnlyDictionary<Guid, OrganisationBrief> Organisations
);

/// <summary>An organisation as visitors see it.</summary>
/// <param name="Name">What visitors read.</param>
/// <param name="Url">Its site.</param>
/// <param name="LogoUrl">Its logo.</param>
internal sealed record OrganisationBrief(string Name, string? Url, string? LogoUrl);

/// <summary>A volunteer who holds a claim. Contacts are all of them: only public ones may leave.</summary>
internal sealed record HolderProfile(
    Guid Id,
    string Zone,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Topics,
    IReadOnlyList<Contact> Contacts,
    Guid? OrganisationId
);

/// <summary>Loads a rota's timeline in one round trip, all of one moment.</summary>
internal sealed class RotaTimelines(DbSession db)
{
    private static readonly Duration LongestSlot = Duration.FromDays(3);
    private static readonly Duration FirstReach = Duration.FromDays(35);

    /// <summary>A slot lasts less than three days, so these are all claims that overlap the window, and a few more.</summary>
    private const string InWindow =
        "c.rota_id = @rotaId AND c.released_at IS NULL AND lower(c.during) > @earliest AND lower(c.during) < @to";

    private const string LoadSql = $"""
        {OfficeHoursQueries.AllSql};
        -- RotaTimelines.Load
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables} WHERE {InWindow};
        SELECT id, zone, languages, topics, contacts, organisation_id FROM volunteers WHERE id IN (SELECT c.volunteer_id FROM claims c WHERE {InWindow});
        SELECT id, name, url, logo_url FROM organisations WHERE id IN (
            SELECT COALESCE(c.organisation_id, v.organisation_id) FROM claims c LEFT JOIN volunteers v ON v.id = c.volunteer_id WHERE {InWindow}
            UNION SELECT r.organisation_id FROM office_hours_revisions r JOIN office_hours h ON h.id = r.office_hours_id WHERE h.rota_id = @rotaId);
        SELECT EXISTS (SELECT FROM claims WHERE rota_id = @rotaId AND released_at IS NULL AND lower(during) <= @earliest) AS earlier,
            EXISTS (SELECT FROM claims WHERE rota_id = @rotaId AND released_at IS NULL AND lower(during) >= @to) AS later
        """;

    /// <summary>What <paramref name="ask"/> answers, from a timeline that reaches as far as it needs.</summary>
    /// <param name="rota">Whose timeline.</param>
    /// <param name="window">UTC; where the question lies.</param>
    /// <param name="ask">Null when the timeline must reach further.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<(T Answer, RotaTimeline Timeline)> AskAsync<T>(
        StoredRota rota,
        Interval window,
        Func<Timeline, T?> ask,
        CancellationToken ct
    )
        where T : class
    {
        for (var reach = FirstReach; ; reach *= 8)
        {
            var timeline = await LoadAsync(rota, new Interval(window.Start - reach, window.End + reach), ct);
            if (ask(timeline.Timeline) is { } answer)
            {
                return (answer, timeline);
            }
        }
    }

    private async Task<RotaTimeline> LoadAsync(StoredRota rota, Interval window, CancellationToken ct)
    {
        await db.ReadOneMomentAsync(ct);
        var (earliest, to) = (window.Start - LongestSlot, window.End);
        using var results = await db.MultipleAsync(
            LoadSql,
            new
            {
                rotaId = rota.Id,
                id = (Guid?)null,
                earliest,
                to,
            },
            ct
        );
        var hours = await OfficeHoursQueries.ReadAsync(results);
        var claims = (await results.ReadAsync<ClaimRow>()).ToDictionary(claim => claim.Id);
        var volunteers = (await results.ReadAsync<HolderProfile>()).ToDictionary(volunteer => volunteer.Id);
        var organisations = (await results.ReadAsync<OrganisationRow>()).ToDictionary(row => row.Id, row => row.ToBrief());
        var beyond = await results.ReadSingleAsync<Beyond>();
        var known = new Interval(beyond.Earlier ? window.Start : null, beyond.Later ? window.End : null);
        var timeline = new Timeline(
            [.. hours.Select(each => each.Rules)],
            claims.Values.Select(claim => claim.ToHeldSeat()),
            known
        );
        return new RotaTimeline(rota, timeline, hours.ToDictionary(each => each.Id), claims, volunteers, organisations);
    }

    private sealed record OrganisationRow(Guid Id, string Name, string? Url, string? LogoUrl)
    {
        public OrganisationBrief ToBrief() => new(Name, Url, LogoUrl);
    }

    private sealed record Beyond(bool Earlier, bool Later);
}
