using System.Globalization;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.Extensions;
using NodaTime;
using NodaTime.Calendars;

namespace GeekOnDuty.Api.Pages.Board;

/// <summary>One slot, as its anchor on the page and the address name it: `slot-` and its office hours and date.</summary>
internal sealed record SlotName(Guid OfficeHoursId, LocalDate Date)
{
    private const int IdLength = 36;

    public static SlotName Of(ClaimRow claim) => new(claim.OfficeHoursId, claim.OnDate);

    public override string ToString() => $"{OfficeHoursId}-{Formats.Dates.Format(Date)}";

    public static SlotName? Parse(string? text) =>
        text is { Length: > IdLength + 1 }
        && text[IdLength] == '-'
        && Guid.TryParseExact(text[..IdLength], "D", out var id)
        && Formats.TryDate(text[(IdLength + 1)..], out var date, out _)
            ? new SlotName(id, date)
            : null;
}

/// <summary>What of the board somebody wants to see, as the query of its address says it. What cannot be read counts as left out.</summary>
internal sealed record BoardQuestion : IBindableFromHttpContext<BoardQuestion>
{
    public static readonly LocalTime UsuallyUpFrom = new(7, 0);
    public static readonly LocalTime UsuallyUpTo = new(22, 0);

    public required string Rota { get; init; }
    public bool IsGrid { get; init; }

    /// <summary>The first of seven days; null: the present week, or that of <see cref="Slot"/>.</summary>
    public LocalDate? First { get; init; }

    /// <summary>The days of the present week that are over too.</summary>
    public bool Past { get; init; }

    /// <summary>The zone to show times in; null: the rota's. Not for those who are signed in.</summary>
    public string? Zone { get; init; }
    public bool OnlyOpen { get; init; }

    /// <summary>Empty: every weekday.</summary>
    public IReadOnlyList<IsoDayOfWeek> Weekdays { get; init; } = [];
    public bool OnlyAwake { get; init; }
    public LocalTime UpFrom { get; init; } = UsuallyUpFrom;
    public LocalTime UpTo { get; init; } = UsuallyUpTo;
    public string? Topic { get; init; }
    public string? Language { get; init; }

    /// <summary>Shown whatever the filters say; without <see cref="First"/> in its week.</summary>
    public SlotName? Slot { get; init; }

    /// <summary>A claim that has just been made, for its note.</summary>
    public Guid? Taken { get; init; }

    /// <summary>Whether <see cref="Slot"/> has just been released.</summary>
    public bool HasReleased { get; init; }

    /// <summary>What came of a standing claim that begins with <see cref="Slot"/>, as <see cref="StandingNote"/> writes it.</summary>
    public string? Standing { get; init; }

    /// <summary>How many hours were released with a standing claim that has just been stopped.</summary>
    public int? Stopped { get; init; }

    /// <summary>What of the query cannot be read.</summary>
    public FormErrors? Misread { get; init; }

    public bool Filters => OnlyOpen || OnlyAwake || Weekdays.Count > 0 || Topic is not null || Language is not null;

    public string BasePath => $"/{Rota}/board";

    /// <summary>Its own address, or with another base that of a form that leads back to it.</summary>
    public string Path(string more = "") => BasePath + more + new QueryBuilder(Fields());

    public string PathTo(SlotName slot) => (this with { Slot = slot }).Path() + Anchor(slot);

    public static string Anchor(SlotName slot) => $"#slot-{slot}";

    /// <summary>The same week under the same filters, without what has just been done.</summary>
    public BoardQuestion Plain =>
        this with
        {
            Past = false,
            Slot = null,
            Taken = null,
            HasReleased = false,
            Standing = null,
            Stopped = null,
        };

    public BoardQuestion Unfiltered =>
        Plain with
        {
            OnlyOpen = false,
            OnlyAwake = false,
            Weekdays = [],
            Topic = null,
            Language = null,
        };

    /// <summary>The query, by name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Fields()
    {
        foreach (var (name, value) in All())
        {
            if (value is not null)
            {
                yield return KeyValuePair.Create(name, value);
            }
        }
    }

    private IEnumerable<(string Name, string? Value)> All() =>
        [
            ("view", IsGrid ? "grid" : null),
            ("week", First is { } first ? WeekText(first) : null),
            ("past", Past ? "true" : null),
            ("zone", Zone),
            ("open", OnlyOpen ? "true" : null),
            .. Weekdays.Select(day => ("day", (string?)Name(day))),
            ("awake", OnlyAwake ? "true" : null),
            ("from", UpFrom == UsuallyUpFrom ? null : Formats.Times.Format(UpFrom)),
            ("to", UpTo == UsuallyUpTo ? null : Formats.Times.Format(UpTo)),
            ("topic", Topic),
            ("language", Language),
            ("slot", Slot?.ToString()),
            ("taken", Taken?.ToString()),
            ("released", HasReleased ? "true" : null),
            ("standing", Standing),
            ("stopped", Stopped?.ToString(CultureInfo.InvariantCulture)),
        ];

    public static string Name(IsoDayOfWeek day) => day.ToString()[..3].ToLowerInvariant();

    /// <summary>The number of the week that begins on that date; null when it is no Monday.</summary>
    public static int? WeekNumber(LocalDate first) =>
        first.DayOfWeek == IsoDayOfWeek.Monday ? WeekYearRules.Iso.GetWeekOfWeekYear(first) : null;

    private static string WeekText(LocalDate first) =>
        WeekNumber(first) is { } week
            ? string.Create(CultureInfo.InvariantCulture, $"{WeekYearRules.Iso.GetWeekYear(first):0000}-W{week:00}")
            : Formats.Dates.Format(first);

    public static ValueTask<BoardQuestion?> BindAsync(HttpContext context, System.Reflection.ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var errors = new ValidationErrors();
        string? Text(string name) => query[name].ToString() is { Length: > 0 and <= 200 } text ? text : null;
        LocalTime Time(string name, LocalTime otherwise)
        {
            if (Text(name) is not { } text)
            {
                return otherwise;
            }

            if (Formats.TryTime(text, out var time, out var fault))
            {
                return time;
            }

            errors.Add(name, fault);
            return otherwise;
        }

        LocalDate? Week(string? text)
        {
            if (text is null || TryWeek(text) is not null)
            {
                return text is null ? null : TryWeek(text);
            }

            errors.Add("week", Words.Board.NotAWeek(TextRules.Quote(text)));
            return null;
        }

        string? ZoneId(string? text)
        {
            if (text is null || Formats.TryZone(text, out _, out var fault))
            {
                return text;
            }

            errors.Add("zone", fault, ValidationTexts.Zone(TextRules.Quote(text), TextRules.Closest(text, Zones.InUse.Ids)));
            return null;
        }

        return ValueTask.FromResult<BoardQuestion?>(
            new BoardQuestion
            {
                Rota = (string)context.Request.RouteValues["rota"]!,
                IsGrid = query["view"] == "grid",
                First = Week(Text("week")),
                Past = query["past"] == "true",
                Zone = ZoneId(Text("zone")),
                OnlyOpen = query["open"] == "true",
                Weekdays =
                [
                    .. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None && query["day"].Contains(Name(day))),
                ],
                OnlyAwake = query["awake"] == "true",
                UpFrom = Time("from", UsuallyUpFrom),
                UpTo = Time("to", UsuallyUpTo),
                Topic = Text("topic"),
                Language = Text("language"),
                Slot = SlotName.Parse(Text("slot")),
                Taken = Guid.TryParse(Text("taken"), out var taken) ? taken : null,
                HasReleased = query["released"] == "true",
                Standing = query["standing"].ToString() is { Length: > 0 and <= 4000 } standing ? standing : null,
                Stopped = int.TryParse(Text("stopped"), NumberStyles.None, CultureInfo.InvariantCulture, out var stopped)
                    ? stopped
                    : null,
                Misread = errors.Any ? FormErrors.Of(errors) : null,
            }
        );
    }

    /// <summary>`2026-W48` is its Monday; any date is itself.</summary>
    private static LocalDate? TryWeek(string text)
    {
        if (
            text.Length == 8
            && text[4..6] is "-W"
            && int.TryParse(text[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && int.TryParse(text[6..], NumberStyles.None, CultureInfo.InvariantCulture, out var week)
            && year is > 1900 and < 2199
            && week >= 1
            && week <= WeekYearRules.Iso.GetWeeksInWeekYear(year)
        )
        {
            return WeekYearRules.Iso.GetLocalDate(year, week, IsoDayOfWeek.Monday);
        }

        return
            Formats.TryDate(text, out var date, out _)
            && date > Formats.FirstDate.PlusDays(14)
            && date < Formats.LastDate.PlusDays(-14)
            ? date
            : null;
    }
}
