using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Core.Text;

/// <summary>How values are written on the wire, in bodies and parameters alike. Each method gives the value, or says what is allowed.</summary>
public static class Formats
{
    public static readonly Instant FirstInstant = Instant.FromUtc(1900, 1, 1, 0, 0);
    public static readonly Instant LastInstant = Instant.FromUtc(2200, 1, 1, 0, 0);
    public static readonly LocalDate FirstDate = new(1900, 1, 1);
    public static readonly LocalDate LastDate = new(2199, 12, 31);

    /// <summary>As RFC 3339 has it: the fraction follows a point. Hours end at 23, which <see cref="TryInstant"/> adds.</summary>
    public static readonly InstantPattern Instants = InstantPattern.CreateWithInvariantCulture(
        "uuuu'-'MM'-'dd'T'HH':'mm':'ss.FFFFFFFFF'Z'"
    );
    public static readonly LocalDatePattern Dates = LocalDatePattern.Iso;
    public static readonly LocalTimePattern Times = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private const double MostDays = 400;

    /// <summary>ISO 8601 and NodaTime know it, RFC 3339 does not.</summary>
    private const string MidnightAtTheEnd = "T24";

    /// <summary>1 to 40 of a–z, 0–9 and hyphen.</summary>
    public static bool IsSlug(string text) =>
        text.Length is >= 1 and <= 40 && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    public static bool TryInstant(string text, out Instant value, [NotNullWhen(false)] out string? fault)
    {
        var parsed = Instants.Parse(text);
        value = parsed.Success ? parsed.Value : default;
        fault =
            parsed.Success
            && value >= FirstInstant
            && value <= LastInstant
            && !text.Contains(MidnightAtTheEnd, StringComparison.Ordinal)
                ? null
                : $"{TextRules.Quote(text)} is not an instant. Write it in UTC with Z, as 2026-03-29T01:00:00Z; the years 1900 to 2199 are allowed.";
        return fault is null;
    }

    public static bool TryDate(string text, out LocalDate value, [NotNullWhen(false)] out string? fault)
    {
        var parsed = Dates.Parse(text);
        value = parsed.Success ? parsed.Value : default;
        fault =
            parsed.Success && value >= FirstDate && value <= LastDate
                ? null
                : $"{TextRules.Quote(text)} is not a date. Write a date that exists as 2026-03-29; the years 1900 to 2199 are allowed.";
        return fault is null;
    }

    public static bool TryTime(string text, out LocalTime value, [NotNullWhen(false)] out string? fault)
    {
        var parsed = Times.Parse(text);
        value = parsed.Success ? parsed.Value : default;
        fault = parsed.Success ? null : $"{TextRules.Quote(text)} is not a local time. Write 00:00 to 23:59 as 09:00.";
        return fault is null;
    }

    /// <summary>A zone of the tz database in use; aliases are accepted and keep their name.</summary>
    public static bool TryZone(string text, [NotNullWhen(true)] out DateTimeZone? value, [NotNullWhen(false)] out string? fault)
    {
        value = Zones.InUse.Ids.Contains(text) ? Zones.InUse[text] : null;
        fault = null;
        if (value is not null)
        {
            return true;
        }

        if (!TextRules.IsVisible(text))
        {
            fault = "A time zone is needed. Write an IANA id such as Europe/Amsterdam.";
            return false;
        }

        var closest = TextRules.Closest(text, Zones.InUse.Ids);
        var hint = closest.Count == 0 ? "" : $" Did you mean {string.Join(" or ", closest)}?";
        fault = $"{TextRules.Quote(text)} is not a time zone.{hint} Write an IANA id such as Europe/Amsterdam.";
        return false;
    }

    /// <summary>An ISO 8601 period, not negative, at most 400 days.</summary>
    public static bool TryPeriod(string text, [NotNullWhen(true)] out Period? value, [NotNullWhen(false)] out string? fault)
    {
        var parsed = text.Length <= 30 ? PeriodPattern.NormalizingIso.Parse(text) : null;
        value = parsed is { Success: true } ? parsed.Value : null;
        fault =
            value is not null && IsAllowed(value)
                ? null
                : $"{TextRules.Quote(text)} is not a period. Write P8W, P3D or PT12H; 0 to 400 days are allowed.";
        return fault is null;
    }

    private static bool IsAllowed(Period period)
    {
        long[] units = [period.Years, period.Months, period.Weeks, period.Days, period.Hours, period.Minutes, period.Seconds];
        return units.All(unit => unit is >= 0 and <= 40_000_000)
            && period.Milliseconds == 0
            && period.Ticks == 0
            && period.Nanoseconds == 0
            && (366.0 * period.Years)
                + (31.0 * period.Months)
                + (7.0 * period.Weeks)
                + period.Days
                + ((period.Hours + ((period.Minutes + (period.Seconds / 60.0)) / 60.0)) / 24.0)
                <= MostDays;
    }
}
