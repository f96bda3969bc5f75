using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace GeekOnDuty.Api.Documents;

internal static class DocumentEndpoints
{
    public const int LargestDocument = 4 * 1024 * 1024;
    private const string BeforeImport = "before_import";

    public static void MapDocuments(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas/{rota}/document", Export).PrivateRead().WithName("ExportRota").WithSummary("Export a rota");
        v1.MapPut("/rotas/{rota}/document", Import)
            .Write(Problems.Conflict, Problems.SlugTaken, Problems.LastCoordinator)
            .WithMetadata(new RequestSizeLimitAttribute(LargestDocument))
            .WithName("ImportRota")
            .WithSummary("Import a rota");
    }

    /// <summary>
    /// For coordinators, as it holds private contacts. The whole rota in one file: what has not ended, with the organisations, volunteers and
    /// standing claims it needs. Imported into an empty database and exported again it is the same to the byte.
    /// </summary>
    internal static async Task<Tagged<RotaDocument>> Export(
        StoredRota rota,
        Actor actor,
        DocumentExport export,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        return ETags.Ok(await export.ExportAsync(rota, ct), RotaDocument.Format);
    }

    /// <summary>
    /// For coordinators of the rota; for admins when it does not exist yet. Creates and updates what the file names, matched by its keys; leaves
    /// alone what it does not name, and the past. All or nothing, and doing it twice changes nothing more. A rota keeps its last coordinator. `dryRun=true` only reports.
    /// </summary>
    internal static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Import(
        string rota,
        Actor actor,
        Body<RotaDocument> body,
        BooleanParam? dryRun,
        IfMatch ifMatch,
        RotaQueries rotas,
        DocumentExport export,
        DocumentImport import,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        var document = body.Value;
        if (await rotas.BySlugAsync(rota, ct) is { } present)
        {
            actor.RequireCoordinatorOf(present.Id);
            await rotas.LockAsync(present, ct);
            (ifMatch with { Format = RotaDocument.Format }).Require(await export.ExportAsync(present, ct));
        }
        else
        {
            actor.RequireAdmin();
            ifMatch.RequireAbsent();
        }

        if (document.Rota.Slug != rota)
        {
            return Errors.One("rota.slug", $"It differs from the rota of the address, {Texts.Quote(rota)}.");
        }

        await db.SaveAsync(BeforeImport, ct);
        var report = await import.ImportAsync(document, actor, clock.GetCurrentInstant(), ct);
        if (dryRun?.Value == true)
        {
            await db.RollbackToAsync(BeforeImport);
        }

        return TypedResults.Ok(report with { DryRun = dryRun?.Value ?? false });
    }
}
