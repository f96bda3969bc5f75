using System.Text;
using GeekOnDuty.Api.Documents;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class DocumentPages
{
    /// <summary>As large as the API takes it, and the other fields.</summary>
    public static readonly RequestSizeLimitAttribute Limit = new(DocumentEndpoints.LargestDocument + (64 * 1024));

    internal static RazorComponentResult Get(StoredRota rota, Actor visitor, string? done)
    {
        visitor.RequireCoordinatorOf(rota.Id);
        return Show(rota, null, null, null, null, done);
    }

    /// <summary>A file is looked at only. The text of one that was looked at is applied, if the rota is still as it was then.</summary>
    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        RotaQueries rotas,
        DocumentExport export,
        DocumentImport import,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var isDryRun = form.Fields.Files["file"] is not null;
        var file = isDryRun ? await ReadAsync(form.Fields.Files["file"]!, ct) : Encoding.UTF8.GetBytes(form["document"]);
        if (file.Length == 0)
        {
            return Show(rota, null, null, null, FormErrors.Of("file", Words.ManageDocument.NoFile), null);
        }

        // What it is held against, so that applying it later does what was shown.
        var present = await export.ExportAsync(rota, ct);
        var etag = isDryRun ? ETags.OfValue(present, RotaDocument.Format) : form["etag"];
        RotaDocument? document = null;
        var imported = await Attempt.Of(ImportAsync());
        return imported switch
        {
            { Refused: { Status: StatusCodes.Status412PreconditionFailed } changed } => Show(
                rota,
                null,
                null,
                null,
                changed,
                null
            ),
            { Refused: { } refused } => Show(rota, null, null, null, refused.InFile("file"), null),
            { Answer: Ok<ImportReport> { Value: { DryRun: true } report } } => Show(
                rota,
                new ImportPreview(report, document!, present),
                Encoding.UTF8.GetString(file),
                etag,
                null,
                null
            ),
            _ => TypedResults.Redirect($"/{rota.Rota.Slug}/manage/document?done=imported"),
        };

        async Task<Results<Ok<ImportReport>, ProblemHttpResult>> ImportAsync()
        {
            var body = Body<RotaDocument>.Read(file);
            document = body.Value;
            return await DocumentEndpoints.Import(
                rota.Rota.Slug,
                visitor,
                body,
                new BooleanParam(isDryRun, null),
                new IfMatch(etag),
                rotas,
                export,
                import,
                db,
                clock,
                ct
            );
        }
    }

    private static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }

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
