using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>Turns standing claims that count dates, as they were stored before weekdays could be named, into ones that do not depend on exceptions.</summary>
public sealed class StandingClaimConversion(StandingClaimQueries standingClaims, OfficeHoursQueries officeHours)
{
    private const string Reason = "It counted dates of the rule, which shifted at each exception.";

    /// <summary>
    /// Converts each such standing claim, once, and logs it. No claim is released: one that the new pattern would not choose becomes an ordinary claim.
    /// The converted ones are followed soon, as if a slot had opened.
    /// </summary>
    /// <returns>How many were converted.</returns>
    public async Task<int> ConvertAsync(Instant now, CancellationToken ct)
    {
        var counted = await standingClaims.LockCountedAsync(ct);
        foreach (var ofRota in counted.GroupBy(each => each.RotaId))
        {
            var hours = (await officeHours.AllAsync(ofRota.Key, ct)).ToDictionary(each => each.Id);
            foreach (var standing in ofRota)
            {
                await ConvertAsync(standing, hours[standing.OfficeHoursId], now, ct);
            }
        }

        return counted.Count;
    }

    private async Task ConvertAsync(StandingClaim standing, StoredOfficeHours hours, Instant now, CancellationToken ct)
    {
        var pattern = StandingPattern.OfCountedDates(hours.Rules, standing.FromDate, standing.Every!.Value);
        var converted = await standingClaims.ChangeAsync(standing, pattern, Reason, now, ct);
        var held = await standingClaims.HeldAsync(standing.Id, standing.FromDate, now, ct);
        var letGo = held.Where(claim => !converted.Chooses(hours, claim.Date)).Select(claim => claim.ClaimId);
        await standingClaims.LetGoAsync([.. letGo], ct);
    }
}
