using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Documents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Endpoints;

internal static class DocumentEndpoints
{
    public const int LargestDocument = 4 * 1024 * 1024;

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
    internal static async Task<ETagResult<RotaDocument>> Export(RouteRota rota, Caller caller, DocumentExport export)
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        return ETags.Ok(await export.ExportAsync(rota, caller.Ct), RotaDocument.Format);
    }

    /// <summary>
    /// For coordinators of the rota; for admins when it does not exist yet. Creates and updates what the file names, matched by its keys; leaves
    /// alone what it does not name, and the past. All or nothing, and doing it twice changes nothing more. A rota keeps its last coordinator. `dryRun=true` only reports.
    /// </summary>
    internal static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Import(
        string rota,
        Body<RotaDocument> body,
        [AsParameters] ChangeParams change,
        Caller caller,
        ImportDocument importDocument
    )
    {
        var precondition = change.IfMatch with { Format = RotaDocument.Format };
        var request = new ImportDocumentRequest(rota, body.Value, precondition, change.IsDryRun);
        var outcome = await importDocument.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(imported => TypedResults.Ok(imported.Report));
    }
}
