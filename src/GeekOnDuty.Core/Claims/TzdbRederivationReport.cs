using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>Tells what another tz database did to the claims: in the log, and in <see cref="ClaimMetrics"/>.</summary>
public sealed class TzdbRederivationReport(ClaimMetrics metrics, ILogger<TzdbRederivationReport> log)
{
    /// <summary>Once it is committed.</summary>
    public void Report(TzdbShift shift)
    {
        foreach (var shifted in shift.Claims)
        {
            Report(shifted, shift.Reason);
        }

        var count = shift.Claims.Count(each => each.IsReleased);
        metrics.CountMoved(moved: shift.Claims.Count - count, released: count);
        if (shift.Claims.Count > 0)
        {
            log.LogWarning(
                "{Reason}: {Moved} claims moved, {Released} released",
                shift.Reason,
                shift.Claims.Count - count,
                count
            );
        }
        else if (shift.From is not null && shift.From != shift.To)
        {
            log.LogInformation("{Reason}: every claim keeps its time", shift.Reason);
        }
    }

    private void Report(ShiftedClaim shifted, string reason)
    {
        var claim = shifted.Claim;
        var what = shifted switch
        {
            { To: null } => "is released, as its slot falls into a gap of the clock",
            { Kept: { } kept } =>
                $"is released, as its new time {Text(shifted.To.Value)} is that of claim {kept.Id}, which was made earlier",
            _ => $"moves to {Text(shifted.To.Value)}",
        };
        log.LogWarning(
            "{Reason}: claim {ClaimId} in office hours {OfficeHoursId} on {Date}, {From}, {What}",
            reason,
            claim.Id,
            claim.OfficeHoursId,
            Formats.Dates.Format(claim.OnDate),
            Text(claim.During),
            what
        );
    }

    private static string Text(Interval during) =>
        $"{Formats.Instants.Format(during.Start)}–{Formats.Instants.Format(during.End)}";
}
