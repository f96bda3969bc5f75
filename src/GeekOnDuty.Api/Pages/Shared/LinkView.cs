namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>A link with what people read.</summary>
/// <param name="Url">Null for what nothing opens.</param>
/// <param name="Kind">What it is said to be; null where that is said elsewhere.</param>
public sealed record LinkView(string Text, string? Url, string? Kind = null);
