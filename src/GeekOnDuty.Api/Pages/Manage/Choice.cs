namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>Something or somebody to choose.</summary>
public sealed record Choice(string Id, string Name);
