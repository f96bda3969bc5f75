using GeekOnDuty.Core.Operations;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Http;

/// <summary>The parameters of a list that comes in pages.</summary>
/// <param name="Limit">How many items it holds at most.</param>
/// <param name="Cursor">Where it starts; null: at the beginning.</param>
internal sealed record PageParams([FromQuery(Name = "limit")] LimitParam? Limit, [FromQuery(Name = "cursor")] CursorParam? Cursor)
{
    public PageRequest Request => new(Limit?.Value ?? PageRequest.DefaultPageSize, Cursor?.Value);
}
