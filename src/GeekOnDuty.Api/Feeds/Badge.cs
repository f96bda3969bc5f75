using System.Globalization;
using System.Xml.Linq;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Feeds;

/// <summary>Who is on duty as a picture of one line, in SVG: for a README or a page that shows nothing but pictures.</summary>
internal static class Badge
{
    private const int LongestName = 32;
    private const int FontSize = 11;
    private const int Padding = 8;
    private const int Height = 20;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <param name="body">What `on-duty` says.</param>
    /// <param name="title">Of the rota.</param>
    /// <param name="zone">On whose clock the title tells what comes next.</param>
    /// <param name="theme">Null: as the visitor prefers, on whatever page.</param>
    public static XElement Draw(OnDutyBody body, string title, DateTimeZone zone, Theme? theme)
    {
        var (label, whole) = (Words.Badge.Label, Says(body));
        var says = whole.Shortened(LongestName, TextWidth.Shortened).ToString();
        var (left, right) = (WidthOf(label), WidthOf(says));
        return new XElement(
            Svg + "svg",
            Number("width", left + right + (4 * Padding)),
            Number("height", Height),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", "title"),
            new XElement(
                Svg + "title",
                new XAttribute("id", "title"),
                Words.Badge.Title(title, whole, Next(body, zone)).ToString()
            ),
            new XElement(Svg + "style", Style(body.State, theme)),
            Box("label", 0, left + (2 * Padding)),
            Box("says", left + (2 * Padding), right + (2 * Padding)),
            Text("label", Padding, left, label),
            Text("says", left + (3 * Padding), right, says)
        );
    }

    private static Phrase Says(OnDutyBody body) =>
        body.State switch
        {
            DutyState.Staffed => Words.Badge.Staffed([.. body.OnDuty.Select(duty => duty.Name).Distinct(StringComparer.Ordinal)]),
            DutyState.Unstaffed => Phrase.Of(Words.Badge.Unstaffed),
            _ => Phrase.Of(Words.Badge.Closed),
        };

    /// <summary>Only in the title, which has room: it stays the same until the next change, as on-duty does.</summary>
    private static IEnumerable<Phrase> Next(OnDutyBody body, DateTimeZone zone)
    {
        var hours = body.OfficeHoursBeforeNext;
        if (hours is not null)
        {
            var when = LocalTimes.WithDay(new Interval(hours.StartsAt, hours.EndsAt), zone);
            yield return hours.Held ? Words.Badge.Again(Words.Help.List(hours.Names), when) : Words.Badge.Open(when);
        }

        if (body.Next is { } next)
        {
            var names = next.OnDuty.Select(duty => duty.Name).Distinct(StringComparer.Ordinal);
            yield return Words.Badge.Next(
                Words.Help.List([.. names]),
                LocalTimes.WithDay(new Interval(next.StartsAt, next.EndsAt), zone),
                isLater: hours is not null
            );
        }
    }

    /// <summary>Each pair has a contrast of more than 4.5:1.</summary>
    private static string Style(DutyState state, Theme? theme)
    {
        var (onLight, onDark) = state switch
        {
            DutyState.Staffed => ("#176b34", "#79d296"),
            DutyState.Unstaffed => ("#8a5200", "#f2bd6b"),
            _ => ("#535c66", "#a9b1ba"),
        };
        var light = Colours("#2b3138", onLight, "#fff");
        var dark = Colours("#e8eaed", onDark, "#15181c");
        var colours = theme switch
        {
            Theme.Light => light,
            Theme.Dark => dark,
            _ => $"{light}@media(prefers-color-scheme:dark){{{dark}}}",
        };
        return $"text{{font:{FontSize}px 'DejaVu Sans',Verdana,sans-serif}}{colours}";
    }

    private static string Colours(string label, string says, string ink) =>
        $"rect.label{{fill:{label}}}rect.says{{fill:{says}}}text{{fill:{ink}}}";

    private static int WidthOf(string text) => (int)Math.Ceiling(TextWidth.Of(text) * FontSize / 100.0);

    private static XElement Box(string name, int x, int width) =>
        new(Svg + "rect", new XAttribute("class", name), Number("x", x), Number("width", width), Number("height", Height));

    /// <summary>Whatever the font is, the text fills its room and no more.</summary>
    private static XElement Text(string name, int x, int width, string text) =>
        new(
            Svg + "text",
            new XAttribute("class", name),
            Number("x", x),
            Number("y", 14),
            Number("textLength", width),
            new XAttribute("lengthAdjust", "spacingAndGlyphs"),
            text
        );

    private static XAttribute Number(string name, int value) => new(name, value.ToString(CultureInfo.InvariantCulture));
}
