using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Audit;

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
        StoredRota rota,
        Actor actor,
        ChangeKindParam? kind,
        IdParam? actorId,
        IdParam? subjectId,
        InstantParam? from,
        InstantParam? to,
        AuditQueries audit,
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        var filter = new AuditFilter(kind?.Value, actorId?.Value, subjectId?.Value, Window(from, to));
        return TypedResults.Ok(await PageAsync(rota.Id, filter, audit, actor, limit, cursor, ct));
    }

    /// <summary>For admins. Newest first: what belongs to no rota, which is volunteers, organisations, tokens, sessions and calendars.</summary>
    internal static async Task<Ok<Page<AuditEntry>>> OfNone(
        Actor actor,
        ChangeKindParam? kind,
        IdParam? actorId,
        IdParam? subjectId,
        InstantParam? from,
        InstantParam? to,
        AuditQueries audit,
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    )
    {
        actor.RequireAdmin();
        var filter = new AuditFilter(kind?.Value, actorId?.Value, subjectId?.Value, Window(from, to));
        return TypedResults.Ok(await PageAsync(null, filter, audit, actor, limit, cursor, ct));
    }

    private static async Task<Page<AuditEntry>> PageAsync(
        Guid? rotaId,
        AuditFilter filter,
        AuditQueries audit,
        Actor viewer,
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    )
    {
        var page = Page.Of(
            await audit.ListAsync(rotaId, filter, Before(cursor), Page.Rows(limit), viewer, ct),
            limit,
            each => string.Create(CultureInfo.InvariantCulture, $"{Values.Instants.Format(each.Place.At)} {each.Place.Ordinal}")
        );
        return new Page<AuditEntry>([.. page.Items.Select(each => each.Entry)], page.NextCursor);
    }

    private static Interval Window(InstantParam? from, InstantParam? to)
    {
        var (start, end) = (from?.Value ?? Values.FirstInstant, to?.Value ?? Values.LastInstant);
        if (end <= start)
        {
            var errors = new Errors();
            errors.Add("to", "It must be later than from.");
            errors.ThrowIfAny();
        }

        return new Interval(start, end);
    }

    private static AuditPlace Before(CursorParam? cursor)
    {
        if (cursor is null)
        {
            return AuditPlace.End;
        }

        return
            cursor.Value.Value.Split(' ') is [var at, var ordinal]
            && Values.TryInstant(at, out var instant, out _)
            && long.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new AuditPlace(instant, place)
            : throw CursorParam.Foreign();
    }
}

internal readonly record struct ChangeKindParam(ChangeKind Value, string? Fault) : IParameter, IParsable<ChangeKindParam>
{
    public static ChangeKindParam Parse(string s, IFormatProvider? provider) =>
        Change.TryKind(s, out var kind)
            ? new(kind, null)
            : new(default, $"{Texts.Quote(s)} is not allowed. Write one of {string.Join(", ", Change.Kinds)}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ChangeKindParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}
