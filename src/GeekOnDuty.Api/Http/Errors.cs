using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Http;

/// <summary>What is wrong with a request, by member path, gathered so that one answer names everything.</summary>
internal sealed class Errors
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

    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ProblemException(Problems.Validation(this));
        }
    }

    /// <inheritdoc cref="Add"/>
    public static ProblemHttpResult One(string path, string message, string? onPage = null)
    {
        var errors = new Errors();
        errors.Add(path, message, onPage);
        return TypedResults.Problem(Problems.Validation(errors));
    }
}
