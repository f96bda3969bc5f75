using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Http;

/// <summary>Whether a change is to stay, and which version it means.</summary>
/// <param name="DryRun">True: only report what would change.</param>
/// <param name="IfMatch">The version.</param>
internal sealed record ChangeParams([FromQuery(Name = "dryRun")] BooleanParam? DryRun, IfMatch IfMatch)
{
    public bool IsDryRun => DryRun?.Value == true;
}
