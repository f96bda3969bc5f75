using System.Text.Json.Nodes;
using GeekOnDuty.Core.Rotas;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>A row of fields for a <see cref="Link"/>, as it was typed.</summary>
public sealed record LinkForm(string Kind, string Label, string Url)
{
    private const int EmptyRows = 2;

    internal static LinkForm Of(Link link) => new(link.Kind, link.Label, link.Url ?? "");

    /// <summary>The rows that are not empty; their places are those that errors name.</summary>
    internal static IReadOnlyList<LinkForm> Of(PageForm form, string name)
    {
        var rows = new List<LinkForm>();
        for (var i = 0; form.Fields.ContainsKey($"{name}[{i}].label"); i++)
        {
            rows.Add(new LinkForm(form[$"{name}[{i}].kind"], form[$"{name}[{i}].label"], form[$"{name}[{i}].url"]));
        }

        return [.. rows.Where(row => row != new LinkForm("", "", ""))];
    }

    internal static IReadOnlyList<LinkForm> WithEmptyRows(IReadOnlyList<LinkForm> rows) =>
        [.. rows, .. Enumerable.Repeat(new LinkForm("", "", ""), EmptyRows)];

    internal static JsonArray ToJson(IEnumerable<LinkForm> rows) =>
        [
            .. rows.Select(row => new JsonObject
            {
                ["kind"] = PageForm.OrNull(row.Kind),
                ["label"] = PageForm.OrNull(row.Label),
                ["url"] = PageForm.OrNull(row.Url),
            }),
        ];
}
