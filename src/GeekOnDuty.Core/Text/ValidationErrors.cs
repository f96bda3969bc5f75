namespace GeekOnDuty.Core.Text;

/// <summary>What is wrong with a request, by member path, gathered so that one answer names everything.</summary>
public sealed class ValidationErrors
{
    /// <summary>How many paths an answer names at most; a request may be wrong in thousands of places.</summary>
    public const int Most = 50;

    private readonly SortedDictionary<string, List<string>> byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> onPages = new(StringComparer.Ordinal);

    public bool Any => byPath.Count > 0;

    public IReadOnlyDictionary<string, List<string>> ByPath => byPath;

    /// <summary>What the pages of forms say of the same faults.</summary>
    public IReadOnlyDictionary<string, List<string>> OnPages => onPages;

    /// <param name="path">Of the member or the parameter.</param>
    /// <param name="message">What is wrong and what is allowed, for whoever wrote the request.</param>
    /// <param name="onPage">The same for whoever filled in a form, where that needs other words.</param>
    public void Add(string path, string message, string? onPage = null)
    {
        if (!byPath.TryGetValue(path, out var messages))
        {
            if (byPath.Count == Most)
            {
                return;
            }

            byPath[path] = messages = [];
            onPages[path] = [];
        }

        messages.Add(message);
        onPages[path].Add(onPage ?? message);
    }

    /// <summary>The first fault when it is the only one, else how many there are.</summary>
    public string Summary =>
        byPath.Count switch
        {
            1 => $"{byPath.First().Key}: {byPath.First().Value[0]}",
            Most => $"{Most} members or more are not valid.",
            _ => $"{byPath.Count} members are not valid.",
        };
}
