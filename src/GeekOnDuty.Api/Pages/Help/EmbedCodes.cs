using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Api.Widget;

namespace GeekOnDuty.Api.Pages.Help;

/// <summary>A form in which a rota stands on another site, as the code to put there.</summary>
/// <param name="Id">Of its code on the page.</param>
/// <param name="Heading">What it is.</param>
/// <param name="Text">The code itself, unescaped.</param>
public sealed record EmbedCode(string Id, string Heading, string Text);

/// <summary>The script of the widget as it is now, and for ever at its path.</summary>
/// <param name="Path">From the root of the site.</param>
/// <param name="Integrity">For the attribute of that name.</param>
public sealed record WidgetPin(string Path, string Integrity);

/// <summary>The code of each form, escaped as its language wants it: the name of a rota may be anything.</summary>
internal sealed class EmbedCodes(RotaLinks links, string name, WidgetPin pin)
{
    /// <summary>Letters of every script stay readable.</summary>
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>What may be more than itself in a line; a backslash before it makes it text. CommonMark §2.4.</summary>
    private static readonly SearchValues<char> MarkdownMarks = SearchValues.Create("\\`*_[]<>&!~|$");

    private readonly string title = Words.OEmbed.Title(name).ToString();

    public EmbedCode Widget =>
        new(
            "widget",
            Words.EmbedCode.Widget,
            $"""<script type="module" src="{links.At(WidgetScript.Path)}"></script>{"\n"}{Element}"""
        );

    public EmbedCode PinnedWidget =>
        new(
            "widget-pinned",
            Words.EmbedCode.PinnedWidget,
            $"""<script type="module" src="{links.At(pin.Path)}" integrity="{pin.Integrity}" crossorigin="anonymous"></script>{"\n"}{Element}"""
        );

    public EmbedCode Frame =>
        new(
            "frame",
            Words.EmbedCode.Frame,
            $"""<iframe src="{links.Embed}" title="{Html(title)}" width="360" height="420" loading="lazy"></iframe>"""
        );

    public EmbedCode Link => new("link", Words.EmbedCode.Link, $"""<a href="{links.Help}">{Html(title)}</a>""");

    public EmbedCode BadgeMarkdown =>
        new("badge-markdown", Words.EmbedCode.BadgeMarkdown, $"[![{Markdown(title)}]({links.Badge})]({links.Help})");

    public EmbedCode BadgeHtml =>
        new(
            "badge-html",
            Words.EmbedCode.BadgeHtml,
            $"""<a href="{links.Help}"><img src="{links.Badge}" alt="{Html(title)}"></a>"""
        );

    public EmbedCode BadgeRst =>
        new("badge-rst", Words.EmbedCode.BadgeRst, $".. image:: {links.Badge}\n   :alt: {title}\n   :target: {links.Help}");

    public EmbedCode Calendar => new("calendar", Words.EmbedCode.Calendar, links.Calendar);

    public EmbedCode Terminal => new("terminal", Words.EmbedCode.Terminal, $"curl {links.Help}");

    private string Element => $"""<geek-on-duty rota="{links.Rota}"><a href="{links.Help}">{Html(title)}</a></geek-on-duty>""";

    private static string Html(string text) => Encoder.Encode(text);

    private static string Markdown(string text) => string.Concat(text.Select(c => MarkdownMarks.Contains(c) ? $"\\{c}" : $"{c}"));
}
