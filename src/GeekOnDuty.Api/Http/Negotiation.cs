using Microsoft.Net.Http.Headers;

namespace GeekOnDuty.Api.Http;

/// <summary>In which of several forms a request wants an answer. RFC 9110 §12.5.1.</summary>
/// <param name="forms">Where a request names several alike, the first of them is preferred.</param>
internal sealed class Negotiation(params MediaTypeHeaderValue[] forms)
{
    /// <summary>As a problem lists them.</summary>
    public string Allowed => string.Join(", ", forms.Select(form => form.MediaType.Value));

    /// <param name="request">Whose `Accept` decides.</param>
    /// <param name="otherwise">The form for whoever names none: without `Accept`, with one that cannot be read, or by `*/*`.</param>
    /// <returns>One of the forms; null when the request takes none of them.</returns>
    public MediaTypeHeaderValue? Choose(HttpRequest request, MediaTypeHeaderValue otherwise)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges) || ranges.Count == 0)
        {
            return otherwise;
        }

        return forms
            .Select(form => (Form: form, Range: ranges.Where(form.IsSubsetOf).MaxBy(Specificity)))
            .Where(each => each.Range is not null && Quality(each.Range) > 0)
            .OrderByDescending(each => Quality(each.Range!))
            .ThenByDescending(each => Specificity(each.Range!))
            .ThenBy(each => each.Range!.MatchesAllSubTypes && !each.Form.Equals(otherwise))
            .Select(each => each.Form)
            .FirstOrDefault();
    }

    private static double Quality(MediaTypeHeaderValue range) => range.Quality ?? 1;

    /// <summary>The most specific range that a form lies in decides about it: a type with parameters, a type, `text/*`, `*/*`.</summary>
    private static int Specificity(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes ? 0
        : range.MatchesAllSubTypes ? 1
        : 2 + range.Parameters.Count(parameter => !parameter.Name.Equals("q", StringComparison.OrdinalIgnoreCase));
}
