using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

/// <summary>Tells holders and coordinators which standing claims there are and which dates come next.</summary>
internal sealed class StandingClaimSummaries(
    DbSession db,
    StandingClaimQueries standingClaims,
    RotaQueries rotas,
    OfficeHoursQueries officeHours
)
{
    private const int MaxNextDates = 5;

    /// <summary>How far ahead dates are looked for.</summary>
    private static readonly Duration MaxAhead = Duration.FromDays(5 * 366);

    private const string NamesSql = """
        -- StandingClaimSummaries.Names
        SELECT id, display_name AS name FROM volunteers WHERE id = ANY(@ids) UNION ALL SELECT id, name FROM organisations WHERE id = ANY(@ids)
        """;

    /// <summary>Those that have not ended, by id.</summary>
    /// <param name="rotaId">Null: in every rota.</param>
    /// <param name="volunteerId">Null: of everybody.</param>
    /// <param name="after">The id before the page.</param>
    /// <param name="rows">At most so many.</param>
    /// <param name="now">Decides what is over.</param>
    public async Task<IReadOnlyList<StandingClaimSummary>> PageAsync(
        Guid? rotaId,
        Guid? volunteerId,
        Guid after,
        int rows,
        Instant now,
        CancellationToken ct
    )
    {
        var today = now.InUtc().Date.PlusDays(-1);
        var page = await standingClaims.PageAsync(rotaId, volunteerId, today, after, rows, ct);
        var names = await NamesAsync([.. page.Select(each => each.VolunteerId ?? each.OrganisationId!.Value).Distinct()], ct);
        var summaries = new List<StandingClaimSummary>();
        foreach (var ofRota in page.GroupBy(each => each.RotaId))
        {
            var slug = (await rotas.ByIdAsync(ofRota.Key, ct))!.Rota.Slug;
            var hours = (await officeHours.AllAsync(ofRota.Key, ct)).ToDictionary(each => each.Id);
            var givenBack = (await standingClaims.OccupancyAsync(ofRota.Key, [.. ofRota], now, ct)).GivenBack;
            summaries.AddRange(ofRota.Select(each => Summarise(each, slug, hours[each.OfficeHoursId], names, givenBack, now)));
        }

        return [.. summaries.OrderBy(each => each.Id.ToString(), StringComparer.Ordinal)];
    }

    private async Task<Dictionary<Guid, string>> NamesAsync(Guid[] ids, CancellationToken ct) =>
        (await db.QueryAsync<(Guid Id, string Name)>(NamesSql, new { ids }, ct)).ToDictionary(row => row.Id, row => row.Name);

    private static StandingClaimSummary Summarise(
        StandingClaim standing,
        string slug,
        StoredOfficeHours hours,
        Dictionary<Guid, string> names,
        IReadOnlySet<(Guid StandingClaimId, LocalDate Date)> givenBack,
        Instant now
    ) =>
        new(
            standing.Id,
            slug,
            hours.Id,
            hours.Latest.Title,
            standing.Holder.Named(names[standing.VolunteerId ?? standing.OrganisationId!.Value]),
            standing.FromDate,
            standing.UntilDate,
            standing.Weekdays,
            standing.EveryWeeks,
            standing.Every,
            [
                .. standing
                    .UpcomingSlots(hours, now, MaxAhead)
                    .Select(slot => slot.Date)
                    .Where(date => !givenBack.Contains((standing.Id, date)))
                    .Take(MaxNextDates),
            ],
            standing.CreatedAt
        );
}
