using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Http;

/// <summary>What is wrong with a request, by member path, gathered so that one answer names everything.</summary>
internal sealed class Errors
{
    /// <summary>How many paths an answer names at most; a request may be wrong in thousands of places.</summary>
    public const int Most = 50;

    private readonly SortedDictionary<string, List<string>> byPath = new(StringComparer.Ordinal);

    public bool Any => byPath.Count > 0;

    public IReadOnlyDictionary<string, List<string>> ByPath => byPath;

    public void Add(string path, string message)
    {
        if (!byPath.TryGetValue(path, out var messages))
        {
            if (byPath.Count == Most)
            {
                return;
            }

            byPath[path] = messages = [];
        }

        messages.Add(message);
    }

    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ProblemException(Problems.Validation(byPath));
        }
    }

    public static ProblemHttpResult One(string path, string message)
    {
        var errors = new Errors();
        errors.Add(path, message);
        return TypedResults.Problem(Problems.Validation(errors.byPath));
    }
}
