using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Documents;

/// <summary>What an import did, or with `dryRun` would do.</summary>
/// <param name="DryRun">Nothing was changed.</param>
/// <param name="Changes">What was created or updated, in the order of the file.</param>
/// <param name="Unchanged">How many entries were there already as the file has them.</param>
/// <param name="Taken">How many seats the standing claims took.</param>
/// <param name="Refused">Which dates they could not take, and why.</param>
/// <param name="Affected">The claims that were released, moved or shortened, by date.</param>
public sealed record ImportReport(
    bool DryRun,
    IReadOnlyList<ImportChange> Changes,
    int Unchanged,
    int Taken,
    IReadOnlyList<ImportRefusal> Refused,
    IReadOnlyList<AffectedClaim> Affected
);

/// <param name="List">`rota`, or a list of the document.</param>
/// <param name="Key">The entry's key or slug.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Change">`created` or `updated`.</param>
/// <param name="Fields">What is different in an entry that is updated.</param>
public sealed record ImportChange(string List, string Key, string Title, string Change, IReadOnlyList<ImportedField> Fields);

/// <param name="Field">A member of the entry, such as `displayName` or `rules.claimOpensBefore`; of office hours one of a revision, or `exceptions`.</param>
/// <param name="Date">Of office hours: the local date from which the revision holds, or the date of the exception.</param>
/// <param name="Before">Its value so far; null when there is none.</param>
/// <param name="After">Its value by the file; null when there is none.</param>
public sealed record ImportedField(string Field, LocalDate? Date, JsonNode? Before, JsonNode? After)
{
    /// <summary>The members that have another value; those of an object one by one, a list as a whole.</summary>
    /// <param name="before">Null: there was none.</param>
    /// <param name="after">Null: there is none any more.</param>
    /// <param name="date">For all of them.</param>
    public static IEnumerable<ImportedField> Between<T>(T? before, T? after, LocalDate? date = null)
        where T : class => Between("", Members(before), Members(after), date);

    private static IEnumerable<ImportedField> Between(string path, JsonObject before, JsonObject after, LocalDate? date)
    {
        foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key)))
        {
            var (old, now) = (before[name], after[name]);
            if (old is JsonObject || now is JsonObject)
            {
                foreach (var field in Between($"{path}{name}.", old as JsonObject ?? [], now as JsonObject ?? [], date))
                {
                    yield return field;
                }
            }
            else if (!JsonNode.DeepEquals(old, now))
            {
                yield return new ImportedField(path + name, date, old?.DeepClone(), now?.DeepClone());
            }
        }
    }

    private static JsonObject Members<T>(T? value)
        where T : class => value is null ? [] : JsonSerializer.SerializeToNode(value, Json.Options)!.AsObject();
}

/// <param name="StandingClaim">Its key.</param>
/// <param name="Date">The slot's local date.</param>
/// <param name="Problem">The type of the problem.</param>
public sealed record ImportRefusal(string StandingClaim, LocalDate Date, string Problem);

/// <summary>What one import has done and found wrong so far.</summary>
public sealed class ImportLog
{
    private readonly List<ImportChange> changes = [];

    public ValidationErrors Errors { get; } = new();
    public IReadOnlyList<ImportChange> Changes => changes;
    public int Unchanged { get; set; }

    public void Created(string list, string key, string title) => changes.Add(new ImportChange(list, key, title, "created", []));

    /// <summary>Notes an entry that is there already: updated where a field differs, else unchanged.</summary>
    /// <returns>Whether one differs.</returns>
    public bool Differs(string list, string key, string title, IEnumerable<ImportedField> fields)
    {
        var different = fields.ToList();
        if (different.Count == 0)
        {
            Unchanged++;
            return false;
        }

        changes.Add(new ImportChange(list, key, title, "updated", different));
        return true;
    }
}
