using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>
/// Why something was not done, in words for people: shown above the form that asked for it and beside its fields. The
/// fields of the page tell it their order and their labels while they are drawn, so that the summary above them lists
/// the faults as the fields stand.
/// </summary>
public sealed class FormErrors
{
    private readonly List<(string Path, string Label)> fields = [];

    /// <param name="status">400 or more.</param>
    /// <param name="title">What it is.</param>
    /// <param name="detail">About this one.</param>
    /// <param name="faults">By the path of the field.</param>
    private FormErrors(
        int status,
        string title,
        string detail,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? faults = null
    ) => (Status, Title, Detail, Fields) = (status, title, detail, faults ?? new Dictionary<string, IReadOnlyList<string>>());

    public int Status { get; }

    public string Title { get; }

    public string Detail { get; }

    /// <summary>What is wrong, by the path of the field.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; }

    /// <summary>More to list, of which no field is the place: what is wrong inside a file.</summary>
    public IReadOnlyList<string> More { get; private init; } = [];

    /// <summary>As a program is told, by the path of the member.</summary>
    private IReadOnlyDictionary<string, List<string>>? Members { get; init; }

    /// <summary>Draws the summary again when a field has told its place.</summary>
    internal Action? Changed { get; set; }

    internal static FormErrors Of(ProblemDetails problem)
    {
        var words = Words.Refusals.Of(SlugOf(problem));
        return new FormErrors(
            problem.Status!.Value,
            words?.Title ?? problem.Title!,
            words?.Detail ?? problem.Detail ?? "",
            problem is FieldFaults { OnPages: var faults } ? Copy(faults) : null
        )
        {
            Members = problem.Extensions.TryGetValue("errors", out var named)
                ? named as IReadOnlyDictionary<string, List<string>>
                : null,
        };
    }

    /// <summary>
    /// A refusal beside the form. What ends the whole page goes on as a problem: 403, 404, and that the rota is
    /// archived.
    /// </summary>
    /// <exception cref="RefusedException">The page cannot be shown either.</exception>
    internal static FormErrors Of(Refusal refusal) =>
        refusal.Kind is RefusalKind.Forbidden or RefusalKind.InvitationNeeded or RefusalKind.NotFound or RefusalKind.RotaArchived
            ? throw new RefusedException(refusal)
            : Of(Http.Problems.Of(refusal));

    internal static FormErrors Of(ValidationErrors errors) => Of(Http.Problems.Validation(errors));

    /// <summary>For one field.</summary>
    internal static FormErrors Of(string field, string why, int status = 400) =>
        new(status, Words.Refusals.ThereIsAProblem, why, new Dictionary<string, IReadOnlyList<string>> { [field] = [why] });

    /// <summary>For the page as a whole.</summary>
    internal static FormErrors Of(string why, int status) => new(status, Words.Refusals.ThereIsAProblem, why);

    /// <summary>
    /// The same of a file that was sent in a field: what is wrong in it is named by its members, as the file has them.
    /// What is the body of a request for programs is the file here.
    /// </summary>
    internal FormErrors InFile(string field) =>
        new(
            Status,
            Title,
            Detail,
            new Dictionary<string, IReadOnlyList<string>>
            {
                [field] =
                [
                    Members is null ? Detail.Replace("The body ", "The file ", StringComparison.Ordinal) : ValidationTexts.File,
                ],
            }
        )
        {
            More = Members is null ? [] : [.. Members.SelectMany(fault => fault.Value.Select(why => $"{fault.Key}: {why}"))],
        };

    /// <summary>The same with the faults of a member given to the field that it was made from.</summary>
    internal FormErrors Instead(string member, string field, string why)
    {
        var faults = Fields
            .Where(fault => !IsWithin(fault.Key, member))
            .Append(KeyValuePair.Create(field, (IReadOnlyList<string>)[why]));
        return At(member).Count == 0 ? this : new(Status, Title, Detail, new Dictionary<string, IReadOnlyList<string>>(faults));
    }

    internal static string SlugOf(ProblemDetails problem) => problem.Type?[(problem.Type.LastIndexOf('/') + 1)..] ?? "";

    /// <summary>
    /// A field of the page says where it stands, by being the next one, and what it is called. What stands in a part of
    /// the page that is drawn later stands where that part has said to be, by a path that the paths of its fields begin
    /// with.
    /// </summary>
    public void Place(string path, string label)
    {
        fields.Add((path, label));
        Changed?.Invoke();
    }

    /// <summary>What is wrong with a field, with its items and members too.</summary>
    public IReadOnlyList<string> At(string field) =>
        [.. Fields.Where(fault => IsWithin(fault.Key, field)).SelectMany(fault => fault.Value)];

    /// <summary>The faults in the order of the fields of the page; last those of which no field is on it.</summary>
    internal IEnumerable<SummaryLine> Summary() =>
        Fields
            .Select(fault => (Field: FieldOf(fault.Key), fault.Value))
            .GroupBy(
                fault => fault.Field,
                (field, faults) => (Field: field, Messages: faults.SelectMany(each => each.Value).Distinct())
            )
            .OrderBy(fault => fault.Field < 0 ? fields.Count : PartOf(fault.Field))
            .ThenBy(fault => fault.Field)
            .Select(fault =>
                fault.Field < 0
                    ? new SummaryLine(null, null, string.Join(' ', fault.Messages))
                    : new SummaryLine(fields[fault.Field].Path, fields[fault.Field].Label, string.Join(' ', fault.Messages))
            );

    /// <summary>The place of the field that a fault belongs to, the innermost one; -1: there is none.</summary>
    private int FieldOf(string path)
    {
        var found = -1;
        for (var i = 0; i < fields.Count; i++)
        {
            if (IsWithin(path, fields[i].Path) && (found < 0 || fields[i].Path.Length > fields[found].Path.Length))
            {
                found = i;
            }
        }

        return found;
    }

    /// <summary>The first that has the field within it; it may be the field itself.</summary>
    private int PartOf(int field) => fields.FindIndex(each => IsWithin(fields[field].Path, each.Path));

    private static bool IsWithin(string path, string field) =>
        path.StartsWith(field, StringComparison.Ordinal) && (path.Length == field.Length || path[field.Length] is '[' or '.');

    private static Dictionary<string, IReadOnlyList<string>> Copy(IReadOnlyDictionary<string, List<string>> faults) =>
        faults.ToDictionary(fault => fault.Key, fault => (IReadOnlyList<string>)fault.Value, StringComparer.Ordinal);
}

/// <summary>One line of the summary above a form.</summary>
/// <param name="Anchor">Of the field; null: it is not on the page.</param>
/// <param name="Label">Of the field.</param>
/// <param name="Why">What is wrong with it.</param>
internal sealed record SummaryLine(string? Anchor, string? Label, string Why);
