using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Http;

/// <summary>A problem with the faults of single fields; as JSON a problem like any other.</summary>
/// <param name="onPages">By path, in the words of pages.</param>
internal sealed class FieldFaults(IReadOnlyDictionary<string, List<string>> onPages) : ProblemDetails
{
    [JsonIgnore]
    public IReadOnlyDictionary<string, List<string>> OnPages { get; } = onPages;
}
