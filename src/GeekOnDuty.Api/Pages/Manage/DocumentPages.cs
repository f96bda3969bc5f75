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
        var text = isDryRun ? await ReadAsync(form.Fields.Files["file"]!, ct) : form["document"];
        if (text.Length == 0)
        {
            return Show(rota, null, null, null, Refusal.Of("file", Words.ManageDocument.NoFile), null);
        }

        // What it is held against, so that applying it later does what was shown.
        var etag = isDryRun ? ETags.OfValue(await export.ExportAsync(rota, ct), RotaDocument.Format) : form["etag"];
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
            { Answer: Ok<ImportReport> { Value: { DryRun: true } report } } => Show(rota, report, text, etag, null, null),
            _ => TypedResults.Redirect($"/{rota.Rota.Slug}/manage/document?done=imported"),
        };

        async Task<Results<Ok<ImportReport>, ProblemHttpResult>> ImportAsync() =>
            await DocumentEndpoints.Import(
                rota.Rota.Slug,
                visitor,
                Body<RotaDocument>.Read(Encoding.UTF8.GetBytes(text)),
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

    private static async Task<string> ReadAsync(IFormFile file, CancellationToken ct)
    {
        using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(ct);
    }

    private static RazorComponentResult Show(
        StoredRota rota,
        ImportReport? report,
        string? document,
        string? etag,
        Refusal? refused,
        string? done
    ) =>
        PageConventions.Show<DocumentPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                Changes = report?.Changes.Select(each => Words.ManageDocument.Change(each.List, each.Key, each.Change)).ToList(),
                Notes = report is null
                    ? []
                    : new List<string>
                    {
                        Words.ManageDocument.Unchanged(report.Unchanged),
                        Words.ManageDocument.Taken(report.Taken),
                    },
                Refusals = report
                    ?.Refused.Select(each => $"{each.StandingClaim}, {Spoken.Date(each.Date)}: {TitleOf(each.Problem)}")
                    .ToList()
                    ?? [],
                Document = document,
                ETag = etag,
                Refused = refused,
                Done = done,
            },
            refused?.Status ?? 200
        );

    private static string TitleOf(string type) => Http.Problems.All.FirstOrDefault(kind => kind.Type == type)?.Title ?? type;
}
