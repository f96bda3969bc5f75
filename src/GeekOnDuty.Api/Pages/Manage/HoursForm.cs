using System.Text.Json.Nodes;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>The form of office hours, each field as it was typed.</summary>
/// <param name="Repeats">`once`, `weekly` or `rule`.</param>
/// <param name="Days">Of `weekly`: two letters each, as in an RRULE.</param>
/// <param name="Interval">Of `weekly`: every so many weeks.</param>
/// <param name="Recurrence">Of `rule`: the RRULE.</param>
/// <param name="ExceptDates">Dates, commas or blanks between them.</param>
public sealed record HoursForm(
    string Title,
    string Zone,
    string StartDate,
    string EndDate,
    string StartTime,
    string EndTime,
    string Repeats,
    IReadOnlyList<string> Days,
    string Interval,
    string Recurrence,
    string SeatsMinimum,
    string SeatsMaximum,
    string Topics,
    string Languages,
    string OrganisationId,
    IReadOnlyList<LinkForm> Channels,
    string ExceptDates,
    string ExtraDates,
    string EffectiveFrom
)
{
    public const string Once = "once";
    public const string Weekly = "weekly";
    public const string Rule = "rule";

    /// <summary>Of `weekly`, in weeks.</summary>
    public const int LongestInterval = 400;

    /// <summary>Monday first.</summary>
    public static readonly IReadOnlyList<string> Weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>What the form proposes: weekday mornings from today on.</summary>
    internal static HoursForm New(string zone, LocalDate today) =>
        new(
            "",
            zone,
            Formats.Dates.Format(today),
            "",
            "09:00",
            "12:00",
            Weekly,
            Weekdays.Take(5).ToList(),
            "1",
            "",
            "1",
            "1",
            "",
            "",
            "",
            [],
            "",
            "",
            ""
        );

    internal static HoursForm Of(PageForm form) =>
        new(
            form["title"],
            form["zone"],
            form["startDate"],
            form["endDate"],
            form["startTime"],
            form["endTime"],
            form["repeats"],
            [.. Weekdays.Intersect(form.Fields["day"].OfType<string>())],
            form["interval"],
            form["recurrence"],
            form["seats.minimum"],
            form["seats.maximum"],
            form["topics"],
            form["languages"],
            form["organisationId"],
            LinkForm.Of(form, "channels"),
            form["exceptDates"],
            form["extraDates"],
            form["effectiveFrom"]
        );

    internal static HoursForm Of(OfficeHoursTerms terms)
    {
        var (repeats, days, interval) = Repetition(terms.Recurrence);
        return new(
            terms.Title,
            terms.Zone,
            Formats.Dates.Format(terms.StartDate),
            terms.EndDate is { } end ? Formats.Dates.Format(end) : "",
            Formats.Times.Format(terms.StartTime),
            Formats.Times.Format(terms.EndTime),
            repeats,
            days,
            interval,
            repeats == Rule ? terms.Recurrence! : "",
            Invariant(terms.Seats.Minimum),
            Invariant(terms.Seats.Maximum),
            string.Join(", ", terms.Topics),
            string.Join(", ", terms.Languages),
            terms.OrganisationId?.ToString() ?? "",
            [.. terms.Channels.Select(LinkForm.Of)],
            Dates(terms.ExceptDates),
            Dates(terms.ExtraDates),
            ""
        );
    }

    /// <summary>The body of POST and PUT …/office-hours.</summary>
    internal JsonObject ToBody()
    {
        var body = ToRule();
        body["title"] = PageForm.OrNull(Title);
        body["seats"] = new JsonObject
        {
            ["minimum"] = PageForm.Number(SeatsMinimum),
            ["maximum"] = PageForm.Number(SeatsMaximum),
        };
        body["channels"] = LinkForm.ToJson(Channels);
        body["topics"] = PageForm.Words(Topics, ',');
        body["languages"] = PageForm.Languages(Languages);
        body["organisationId"] = PageForm.OrNull(OrganisationId);
        body["effectiveFrom"] = PageForm.OrNull(EffectiveFrom);
        return body;
    }

    /// <summary>The part of it that POST /v1/occurrences takes.</summary>
    internal JsonObject ToRule() =>
        new()
        {
            ["zone"] = PageForm.OrNull(Zone),
            ["startDate"] = PageForm.OrNull(StartDate),
            ["endDate"] = PageForm.OrNull(EndDate),
            ["startTime"] = PageForm.OrNull(StartTime),
            ["endTime"] = PageForm.OrNull(EndTime),
            ["recurrence"] = Repeats switch
            {
                Once => null,
                Rule => Recurrence,
                _ => WeeklyRule,
            },
            ["exceptDates"] = PageForm.Words(ExceptDates, ',', ' ', '\n'),
            ["extraDates"] = PageForm.Words(ExtraDates, ',', ' ', '\n'),
        };

    /// <summary>In the words of this form: what is wrong with a rule that its weekdays and interval make is the interval.</summary>
    internal FormErrors? Explain(FormErrors? refused) =>
        Repeats == Rule ? refused : refused?.Instead("recurrence", "interval", ValidationTexts.WholeNumber(1, LongestInterval));

    private string WeeklyRule =>
        $"FREQ=WEEKLY{(Interval is "" or "1" ? "" : $";INTERVAL={Interval}")}{(Days.Count == 0 ? "" : $";BYDAY={string.Join(',', Days)}")}";

    /// <summary>A rule that says no more than weekdays and an interval shows as such; any other as it is written.</summary>
    private static (string Repeats, IReadOnlyList<string> Days, string Interval) Repetition(string? recurrence)
    {
        if (recurrence is null)
        {
            return (Once, [], "1");
        }

        var parts = recurrence
            .Split(';')
            .Select(part => part.Split('='))
            .ToDictionary(part => part[0], part => part[^1], StringComparer.Ordinal);
        var days = parts.GetValueOrDefault("BYDAY")?.Split(',') ?? [];
        return
            parts.Remove("FREQ", out var frequency)
            && frequency == "WEEKLY"
            && parts.Keys.All(part => part is "BYDAY" or "INTERVAL")
            && days.All(Weekdays.Contains)
            ? (Weekly, days, parts.GetValueOrDefault("INTERVAL") ?? "1")
            : (Rule, [], "1");
    }

    private static string Dates(IEnumerable<LocalDate> dates) => string.Join(", ", dates.Select(Formats.Dates.Format));

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>As in `09:00–12:00, Monday, Tuesday, Europe/Amsterdam`.</summary>
    public string When(string start, string end, string? recurrence, string zone)
    {
        var days = Days.Count > 0 ? string.Join(", ", Days.Select(Words.Hours.Day)) : "weekly";
        var repeats = Repeats switch
        {
            Once => StartDate,
            Weekly when Interval == "1" => days,
            Weekly => $"{days}, every {Interval} weeks",
            _ => recurrence,
        };
        return $"{start}–{end}, {repeats}, {zone}";
    }
}
