using System.Text;
using GeekOnDuty.Api.Endpoints;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Documents;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class DocumentPages
{
    /// <summary>As large as the API takes it, and the other fields.</summary>
    public static readonly RequestSizeLimitAttribute Limit = new(DocumentEndpoints.LargestDocument + (64 * 1024));

    internal static RazorComponentResult Get(RouteRota rota, Caller caller, string? done)
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        return Show(rota, null, null, null, null, done);
    }

    /// <summary>A file is looked at only. The text of one that was looked at is applied, if the rota is still as it was then.</summary>
    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        RouteRota rota,
        PageForm form,
        Caller caller,
        ImportDocument importDocument
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        var isDryRun = form.Fields.Files["file"] is not null;
        var file = isDryRun ? await ReadAsync(form.Fields.Files["file"]!, caller.Ct) : Encoding.UTF8.GetBytes(form["document"]);
        if (file.Length == 0)
        {
            return Refuse(rota, FormErrors.Of("file", Words.ManageDocument.NoFile));
        }

        if (PageForm.ReadFile<RotaDocument>(file, out var faults) is not { } document)
        {
            return Refuse(rota, faults!.InFile("file"));
        }

        // What is applied later does what was shown: it is held against the rota as it was then.
        var precondition = isDryRun ? null : new IfMatch(form["etag"]) { Format = RotaDocument.Format };
        var request = new ImportDocumentRequest(rota.Rota.Slug, document, precondition, isDryRun);
        var outcome = await importDocument.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        if (outcome.IsRefused)
        {
            var refused = FormErrors.Of(outcome.Refusal);
            return Refuse(rota, outcome.Refusal.Kind == RefusalKind.PreconditionFailed ? refused : refused.InFile("file"));
        }

        if (!outcome.IsRehearsal)
        {
            return TypedResults.Redirect($"/{rota.Rota.Slug}/manage/document?done=imported");
        }

        var (report, before) = outcome.Value;
        return Show(
            rota,
            new ImportPreview(report, document, before!),
            Encoding.UTF8.GetString(file),
            EntityTag.OfValue(before, RotaDocument.Format),
            null,
            null
        );
    }

    private static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }

    private static RazorComponentResult Refuse(StoredRota rota, FormErrors refused) =>
        Show(rota, null, null, null, refused, null);

    private static RazorComponentResult Show(
        StoredRota rota,
        ImportPreview? preview,
        string? document,
        string? etag,
        FormErrors? refused,
        string? done
    ) =>
        PageConventions.Show<DocumentPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                Changes = preview?.Changes,
                Notes = preview?.Notes ?? [],
                Refusals = preview?.Refusals ?? [],
                Document = document,
                ETag = etag,
                Refused = refused,
                Done = done,
            },
            refused?.Status ?? 200
        );
}
