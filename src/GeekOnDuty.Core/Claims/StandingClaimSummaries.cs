using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>Tells holders and coordinators which standing claims there are and which dates come next.</summary>
public sealed class StandingClaimSummaries(
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
    ) => [.. (await DetailsAsync(rotaId, volunteerId, after, rows, now, ct)).Select(each => each.Summary)];

    /// <summary>The same, with what they hold and what stands in the way of their next dates.</summary>
    public async Task<IReadOnlyList<StandingClaimDetails>> DetailsAsync(
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
        var details = new List<StandingClaimDetails>();
        foreach (var ofRota in page.GroupBy(each => each.RotaId))
        {
            var rota = (await rotas.ByIdAsync(ofRota.Key, ct))!;
            var hours = (await officeHours.AllAsync(ofRota.Key, ct)).ToDictionary(each => each.Id);
            var occupancy = await standingClaims.OccupancyAsync(ofRota.Key, [.. ofRota], now, ct);
            details.AddRange(
                ofRota.Select(each => new StandingClaimDetails(
                    Summarise(each, rota.Rota.Slug, hours[each.OfficeHoursId], names, occupancy.GivenBack, now),
                    rota,
                    hours[each.OfficeHoursId],
                    HeldToCome(each, hours[each.OfficeHoursId], occupancy, now),
                    new StandingClaimPlan(rota, hours, occupancy, now).Add(each).Refused
                ))
            );
        }

        return [.. details.OrderBy(each => each.Summary.Id.ToString(), StringComparer.Ordinal)];
    }

    private async Task<Dictionary<Guid, string>> NamesAsync(Guid[] ids, CancellationToken ct) =>
        (await db.QueryAsync<(Guid Id, string Name)>(NamesSql, new { ids }, ct)).ToDictionary(row => row.Id, row => row.Name);

    private static IReadOnlyList<OccupiedSeat> HeldToCome(
        StandingClaim standing,
        StoredOfficeHours hours,
        StandingClaimOccupancy occupancy,
        Instant now
    ) =>
        [
            .. occupancy
                .Seats.Where(seat =>
                    seat.StandingClaimId == standing.Id && seat.During.Start > now && seat.OnDate >= hours.Today(now)
                )
                .OrderBy(seat => seat.During.Start),
        ];

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

/// <summary>A standing claim with what it holds.</summary>
/// <param name="Summary">As the API tells it.</param>
/// <param name="Rota">Its rota.</param>
/// <param name="Hours">Its office hours.</param>
/// <param name="Held">The seats that it holds and that have not begun, earliest first.</param>
/// <param name="Refused">The dates that can be claimed now and that it cannot have.</param>
public sealed record StandingClaimDetails(
    StandingClaimSummary Summary,
    StoredRota Rota,
    StoredOfficeHours Hours,
    IReadOnlyList<OccupiedSeat> Held,
    IReadOnlyList<RefusedDate> Refused
)
{
    /// <summary>The seats that are released when it ends today.</summary>
    /// <param name="byCoordinator">Coordinators may always release.</param>
    /// <param name="now">Decides for which it is too late.</param>
    public IReadOnlyList<OccupiedSeat> ReleasedAtEnd(bool byCoordinator, Instant now) =>
        [.. Held.Where(seat => byCoordinator || MayHolderRelease(Hours, Rota, seat.OnDate, now))];

    public static bool MayHolderRelease(StoredOfficeHours hours, StoredRota rota, LocalDate date, Instant now) =>
        hours.Rules.SlotOn(date)?.ReleaseClosesAt(rota.ReleaseClosesBefore) > now;
}
