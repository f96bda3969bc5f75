using GeekOnDuty.Core.People;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>Something or somebody to choose.</summary>
public sealed record Choice(string Id, string Name)
{
    /// <summary>No community has so many people or organisations that a list to choose from would need pages.</summary>
    internal const int Most = 2000;

    internal static async Task<IReadOnlyList<Choice>> OrganisationsAsync(
        OrganisationQueries organisations,
        CancellationToken ct
    ) => [.. (await organisations.ListAsync("", Most, ct)).Select(each => new Choice(each.Id.ToString(), each.Name))];
}
