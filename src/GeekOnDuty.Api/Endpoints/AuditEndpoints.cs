using System.Diagnostics.CodeAnalysis;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Audit;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace GeekOnDuty.Api.Endpoints;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas/{rota}/audit", OfRota)
            .PrivateRead()
            .WithName("ListAuditOfRota")
            .WithSummary("Who changed what in a rota");
        v1.MapGet("/audit", OfNone).PrivateRead().WithName("ListAudit").WithSummary("Who changed what belongs to no rota");
    }

    /// <summary>
    /// For coordinators. Newest first: the rota, its office hours and slots, members, invitations, requests to join, claims and standing claims, and what followed from each
    /// change. Nothing is ever taken out; of a person who is erased it has no name any more.
    /// </summary>
    internal static async Task<Ok<Page<AuditEntry>>> OfRota(
        RouteRota rota,
        [AsParameters] AuditParams parameters,
        Caller caller,
        AuditLog audit
    ) => TypedResults.Ok(await audit.OfRotaAsync(rota, parameters.Filter, parameters.Page, caller.Actor, caller.Ct));

    /// <summary>For admins. Newest first: what belongs to no rota, which is volunteers, organisations, tokens, sessions and calendars.</summary>
    internal static async Task<Ok<Page<AuditEntry>>> OfNone(
        [AsParameters] AuditParams parameters,
        Caller caller,
        AuditLog audit
    ) => TypedResults.Ok(await audit.OfNoneAsync(parameters.Filter, parameters.Page, caller.Actor, caller.Ct));
}

/// <summary>Which entries of the log are asked for.</summary>
internal sealed record AuditParams(
    [FromQuery(Name = "kind")] ChangeKindParam? Kind,
    [FromQuery(Name = "actorId")] IdParam? ActorId,
    [FromQuery(Name = "subjectId")] IdParam? SubjectId,
    [FromQuery(Name = "from")] InstantParam? From,
    [FromQuery(Name = "to")] InstantParam? To,
    [FromQuery(Name = "limit")] LimitParam? Limit,
    [FromQuery(Name = "cursor")] CursorParam? Cursor
)
{
    public AuditFilter Filter => new(Kind?.Value, ActorId?.Value, SubjectId?.Value, Window());

    public PageRequest Page => new PageParams(Limit, Cursor).Request;

    private Interval Window()
    {
        var (start, end) = (From?.Value ?? Formats.FirstInstant, To?.Value ?? Formats.LastInstant);
        return end > start
            ? new Interval(start, end)
            : throw new RefusedException(Refusal.Invalid("to", "It must be later than from."));
    }
}

internal readonly record struct ChangeKindParam(ChangeKind Value, string? Fault) : IParameter, IParsable<ChangeKindParam>
{
    public static ChangeKindParam Parse(string s, IFormatProvider? provider) =>
        Change.TryKind(s, out var kind)
            ? new(kind, null)
            : new(default, $"{TextRules.Quote(s)} is not allowed. Write one of {string.Join(", ", Change.Kinds)}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ChangeKindParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}
