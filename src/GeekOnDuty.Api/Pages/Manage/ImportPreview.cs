using System.Text.Json.Nodes;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Documents;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>One line of what a file would change, or could not.</summary>
/// <param name="Title">What it is about: an entry of the file as people call it.</param>
/// <param name="Hours">Of a standing claim, of which <paramref name="Title"/> is the holder: its office hours.</param>
/// <param name="What">The field, or what happens.</param>
/// <param name="Before">The value so far; null for none.</param>
/// <param name="After">The value by the file; null for none.</param>
/// <param name="From">From which date on; null for at once.</param>
public sealed record ImportLine(string Title, string? Hours, string What, string? Before, string? After, string? From);

/// <summary>What an import would do, in words.</summary>
/// <param name="Report">What it reported.</param>
/// <param name="Document">The file.</param>
/// <param name="Present">The rota as it is.</param>
internal sealed record ImportPreview(ImportReport Report, RotaDocument Document, RotaDocument Present)
{
    public IReadOnlyList<ImportLine> Changes => [.. Report.Changes.SelectMany(LinesOf)];

    public IReadOnlyList<string> Notes =>
        [Words.ManageDocument.Unchanged(Report.Unchanged), Words.ManageDocument.Taken(Report.Taken)];

    /// <summary>Dates that standing claims cannot take.</summary>
    public IReadOnlyList<ImportLine> Refusals =>
        [.. Report.Refused.Select(each => LineOf(each.StandingClaim, $"{Spoken.Date(each.Date)}: {ReasonOf(each.Problem)}"))];

    private static string ReasonOf(string problem) =>
        Http.Problems.All.FirstOrDefault(kind => kind.Type == problem)?.Title ?? problem;

    /// <summary>About a standing claim.</summary>
    private ImportLine LineOf(string key, string what)
    {
        foreach (var document in (RotaDocument[])[Document, Present])
        {
            if (document.StandingClaims.FirstOrDefault(each => each.Key == key) is { } entry)
            {
                var (holder, hours) = document.NamesOf(entry);
                return new ImportLine(holder, hours, what, null, null, null);
            }
        }

        return new ImportLine(key, null, what, null, null, null);
    }

    private IEnumerable<ImportLine> LinesOf(ImportChange change)
    {
        if (change.Fields.Count == 0)
        {
            var what = Words.ManageDocument.New(change.List);
            return change.List == "standingClaims"
                ? [LineOf(change.Key, what)]
                : [new ImportLine(change.Title, null, what, null, null, null)];
        }

        return change.Fields.Select(field =>
        {
            var (before, after) = (Text(field.Field, field.Before), Text(field.Field, field.After));
            var date = field.Date is { } named ? Spoken.Date(named) : null;
            return field.Field == "exceptions"
                ? new ImportLine(
                    change.Title,
                    null,
                    date!,
                    before ?? Words.ManageDocument.AsUsual,
                    after ?? Words.ManageDocument.AsUsual,
                    null
                )
                : new ImportLine(
                    change.Title,
                    null,
                    Words.ManageDocument.Field(field.Field),
                    before,
                    after,
                    date is null ? null : Words.ManageDocument.From(date)
                );
        });
    }

    /// <summary>A value as people write it; null for none.</summary>
    private static string? Text(string field, JsonNode? value) =>
        value switch
        {
            null or JsonArray { Count: 0 } => null,
            JsonArray items => string.Join(", ", items.Select(item => Text(field, item))),
            JsonObject members when field == "exceptions" => Exception(members),
            JsonObject members => string.Join(
                " ",
                members.Where(member => member.Value is not null).Select(member => Text(member.Key, member.Value))
            ),
            _ => Plain(field, value.ToString()),
        };

    private static string Plain(string field, string value) =>
        field switch
        {
            "public" => value == "true" ? Words.ManageDocument.Public : Words.ManageDocument.Private,
            _ when Formats.TryDate(value, out var date, out _) => Spoken.Date(date),
            _ => value.Length == 0 ? Words.ManageDocument.None : value,
        };

    private static string Exception(JsonObject exception) =>
        exception["startTime"] is { } start
            ? $"{start}–{exception["endTime"]}"
            : Words.ManageDocument.Cancelled(exception["reason"]?.ToString());
}
