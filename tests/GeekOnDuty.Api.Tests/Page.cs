using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace GeekOnDuty.Api.Tests;

/// <summary>An answer as it came to a browser.</summary>
/// <param name="Address">Path, query and anchor.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Html">The body; also that of an answer which is no page.</param>
/// <param name="Location">Where a redirect leads.</param>
/// <param name="Cookies">The headers Set-Cookie.</param>
internal sealed record Page(string Address, int Status, string Html, string? Location, IReadOnlyList<string> Cookies)
{
    public const string TokenField = "__RequestVerificationToken";
    private readonly Lazy<IHtmlDocument> document = new(() => new HtmlParser().ParseDocument(Html));

    public IHtmlDocument Document => document.Value;

    public string? FormToken => Document.QuerySelector($"input[name='{TokenField}']")?.GetAttribute("value");

    /// <summary>What a reader sees of the whole page, in one line, with a blank where an element begins or ends.</summary>
    public string Text() => InOneLine(string.Join(' ', Document.Descendants<IText>().Select(text => text.Data)));

    /// <summary>The text of what a selector finds, blanks collapsed, one line each.</summary>
    public string Text(string selector) =>
        string.Join("\n", Document.QuerySelectorAll(selector).Select(element => InOneLine(element.TextContent)));

    public int Count(string selector) => Document.QuerySelectorAll(selector).Length;

    public IHtmlButtonElement Button(string selector) => Only<IHtmlButtonElement>(selector);

    /// <summary>Where the first link leads that a selector finds.</summary>
    public string Link(string selector) => Only<IHtmlAnchorElement>(selector).GetAttribute("href")!;

    /// <summary>The first form with that action.</summary>
    public IHtmlFormElement Form(string action) => Only<IHtmlFormElement>($"form[action='{action}']");

    /// <summary>The value of a field.</summary>
    public string Field(string action, string name) => Form(action).FieldsWith().First(field => field.Name == name).Value;

    public Page ShouldBe(int status, string? text = null)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Html}");
        if (text is not null)
        {
            Assert.Contains(text, WebUtility.HtmlDecode(Html), StringComparison.Ordinal);
        }

        return this;
    }

    public void ShouldLeadTo(string location)
    {
        ShouldBe(302);
        Assert.Equal(location, Location);
    }

    private T Only<T>(string selector)
        where T : class, IElement =>
        Document.QuerySelector<T>(selector)
        ?? throw new InvalidOperationException($"There is no {selector} on {Address} ({Status}): {Html}");

    private static string InOneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

internal static class Forms
{
    /// <summary>The fields as a browser would send them without a button, some replaced; a null value leaves the field out.</summary>
    public static IEnumerable<(string Name, string Value)> FieldsWith(
        this IHtmlFormElement form,
        params (string Name, string? Value)[] changes
    ) =>
        form.QuerySelectorAll("input, select, textarea")
            .Select(control => (Name: control.GetAttribute("name"), Value: ValueOf(control)))
            .Where(field => Array.TrueForAll(changes, change => change.Name != field.Name))
            .Concat(changes.Select(change => (Name: (string?)change.Name, change.Value)))
            .Where(field => field is { Name: not null, Value: not null })
            .Select(field => (field.Name!, field.Value!));

    /// <returns>Null for what is not sent.</returns>
    private static string? ValueOf(IElement control) =>
        control switch
        {
            IHtmlInputElement { Type: "file" } or IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => null,
            IHtmlInputElement input => input.Value,
            IHtmlSelectElement select => (select.Options.FirstOrDefault(option => option.IsSelected) ?? select.Options[0]).Value,
            _ => ((IHtmlTextAreaElement)control).Value,
        };
}
