using System.Text.Json;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using NodaTime;

namespace GeekOnDuty.Api.Documents;

/// <summary>What an import did, or with `dryRun` would do.</summary>
/// <param name="DryRun">Nothing was changed.</param>
/// <param name="Changes">What was created or updated, in the order of the file.</param>
/// <param name="Unchanged">How many entries were there already as the file has them.</param>
/// <param name="Taken">How many seats the standing claims took.</param>
/// <param name="Refused">Which dates they could not take, and why.</param>
/// <param name="Affected">The claims that were released, moved or shortened, by date.</param>
internal sealed record ImportReport(
    bool DryRun,
    IReadOnlyList<ImportChange> Changes,
    int Unchanged,
    int Taken,
    IReadOnlyList<ImportRefusal> Refused,
    IReadOnlyList<AffectedClaim> Affected
);

/// <param name="List">`rota`, or a list of the document.</param>
/// <param name="Key">The entry's key or slug.</param>
/// <param name="Change">`created` or `updated`.</param>
internal sealed record ImportChange(string List, string Key, string Change);

/// <param name="StandingClaim">Its key.</param>
/// <param name="Date">The slot's local date.</param>
/// <param name="Problem">The type of the problem.</param>
internal sealed record ImportRefusal(string StandingClaim, LocalDate Date, string Problem);

/// <summary>What one import has done and found wrong so far.</summary>
internal sealed class ImportLog
{
    private readonly List<ImportChange> changes = [];

    public Errors Errors { get; } = new();
    public IReadOnlyList<ImportChange> Changes => changes;
    public int Unchanged { get; set; }

    public void Created(string list, string key) => changes.Add(new ImportChange(list, key, "created"));

    /// <summary>Notes an entry that is there already as updated or unchanged.</summary>
    /// <returns>Whether it differs.</returns>
    public bool Differs(string list, string key, object? present, object wanted)
    {
        var differs = JsonSerializer.Serialize(present, Json.Options) != JsonSerializer.Serialize(wanted, Json.Options);
        if (differs)
        {
            changes.Add(new ImportChange(list, key, "updated"));
        }
        else
        {
            Unchanged++;
        }

        return differs;
    }
}
