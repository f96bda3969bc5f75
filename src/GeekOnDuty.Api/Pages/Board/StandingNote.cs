using System.Globalization;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

/// <summary>What a standing claim could not take, short enough for the address that its form leads to: `&lt;id&gt;~slot-full.0.7~double-booked.14`.</summary>
/// <param name="Id">Of the standing claim.</param>
/// <param name="Refused">By date.</param>
internal sealed record StandingNote(Guid Id, IReadOnlyList<RefusedDate> Refused)
{
    /// <param name="from">The days are counted from this date.</param>
    public string Write(LocalDate from) =>
        string.Join(
            '~',
            Refused
                .GroupBy(each => each.Kind.Slug(), each => Period.DaysBetween(from, each.Date))
                .Select(group => $"{group.Key}.{string.Join('.', group)}")
                .Prepend(Id.ToString())
        );

    /// <summary>Null when it is none; whatever of it is none is left out.</summary>
    public static StandingNote? Read(string? text, LocalDate from)
    {
        var parts = (text ?? "").Split('~');
        return Guid.TryParseExact(parts[0], "D", out var id)
            ? new StandingNote(
                id,
                [
                    .. parts
                        .Skip(1)
                        .Select(part => part.Split('.'))
                        .SelectMany(part =>
                            RefusalKinds.TryParse(part[0], out var kind)
                                ? part.Skip(1).Select(days => (Kind: kind, Days: DaysOf(days)))
                                : []
                        )
                        .Where(each => each.Days is >= 0 and <= 800)
                        .Select(each => new RefusedDate(from.PlusDays(each.Days), each.Kind))
                        .OrderBy(each => each.Date),
                ]
            )
            : null;
    }

    private static int DaysOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : -1;
}
