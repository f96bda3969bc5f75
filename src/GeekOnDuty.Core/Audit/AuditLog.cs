using System.Globalization;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.Audit;

/// <summary>The audit log by pages, newest first.</summary>
public sealed class AuditLog(AuditQueries queries)
{
    /// <summary>What was changed in a rota, for its coordinators.</summary>
    public Task<Page<AuditEntry>> OfRotaAsync(
        StoredRota rota,
        AuditFilter filter,
        PageRequest page,
        Actor actor,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        return PageAsync(rota.Id, filter, page, actor, ct);
    }

    /// <summary>What was changed and belongs to no rota, for admins.</summary>
    public Task<Page<AuditEntry>> OfNoneAsync(AuditFilter filter, PageRequest page, Actor actor, CancellationToken ct)
    {
        actor.RequireAdmin();
        return PageAsync(null, filter, page, actor, ct);
    }

    private async Task<Page<AuditEntry>> PageAsync(
        Guid? rotaId,
        AuditFilter filter,
        PageRequest page,
        Actor viewer,
        CancellationToken ct
    )
    {
        var entries = Page.Of(
            await queries.ListAsync(rotaId, filter, Before(page.After), page.Rows, viewer, ct),
            page,
            each => string.Create(CultureInfo.InvariantCulture, $"{Formats.Instants.Format(each.Place.At)} {each.Place.Ordinal}")
        );
        return new Page<AuditEntry>([.. entries.Items.Select(each => each.Entry)], entries.NextCursor);
    }

    private static AuditPlace Before(string? after)
    {
        if (after is null)
        {
            return AuditPlace.End;
        }

        return
            after.Split(' ') is [var at, var ordinal]
            && Formats.TryInstant(at, out var instant, out _)
            && long.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new AuditPlace(instant, place)
            : throw Cursor.Foreign();
    }
}
