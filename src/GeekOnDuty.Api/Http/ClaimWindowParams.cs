using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace GeekOnDuty.Api.Http;

/// <summary>The window of a list of claims.</summary>
/// <param name="From">UTC; null: now.</param>
/// <param name="To">UTC; null: without end.</param>
internal sealed record ClaimWindowParams([FromQuery(Name = "from")] InstantParam? From, [FromQuery(Name = "to")] InstantParam? To)
{
    /// <exception cref="RefusedException">It ends before it starts.</exception>
    public Interval In(Instant now)
    {
        var (from, to) = (From?.Value ?? now, To?.Value ?? Formats.LastInstant);
        return to > from
            ? new Interval(from, to)
            : throw new RefusedException(Refusal.Invalid("to", "It must be later than from, which is now when left out."));
    }
}
