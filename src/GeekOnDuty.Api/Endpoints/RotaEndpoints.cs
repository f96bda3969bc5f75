using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

internal static class RotaEndpoints
{
    public static void MapRotas(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas", List).PublicRead().LimitAnonymous().WithName("ListRotas").WithSummary("List rotas");
        v1.MapGet("/rotas/{rota}", Get).PublicRead().WithName("GetRota").WithSummary("Get a rota");
        v1.MapPost("/rotas", Create).Write(Problems.SlugTaken).WithName("CreateRota").WithSummary("Make a rota");
        v1.MapPut("/rotas/{rota}", Update).Write().WithName("UpdateRota").WithSummary("Change a rota");
        v1.MapPut("/rotas/{rota}/archived", Archive)
            .AlsoForArchived()
            .Write()
            .WithName("ArchiveRota")
            .WithSummary("Archive a rota, or take it up again");
        v1.MapDelete("/rotas/{rota}", Delete).AlsoForArchived().Write().WithName("DeleteRota").WithSummary("Delete a rota");
    }

    /// <summary>Public rotas by slug. An unlisted rota is found by its slug only.</summary>
    internal static async Task<Ok<Page<Rota>>> List(RotaQueries rotas, [AsParameters] PageParams page, CancellationToken ct) =>
        TypedResults.Ok(
            Page.Of(await rotas.ListAsync(page.Request.After ?? "", page.Request.Rows, ct), page.Request, rota => rota.Slug)
        );

    /// <summary>One rota, public or unlisted.</summary>
    internal static ETagResult<Rota> Get(RotaContext rota) => ETags.Ok(rota.Rota);

    /// <summary>For admins. The slug becomes part of every address of the rota and never changes; one that was ever used stays taken.</summary>
    internal static async Task<Results<ETagResult<Rota>, ProblemHttpResult>> Create(
        Body<Rota> body,
        Caller caller,
        CreateRota createRota
    )
    {
        var outcome = await createRota.RunAsync(new CreateRotaRequest(body.Value), caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(created => ETags.Created($"/v1/rotas/{created.Rota.Slug}", created.Rota));
    }

    /// <summary>For coordinators of the rota. Replaces all of it; what is left out gets its default.</summary>
    internal static async Task<Results<ETagResult<Rota>, ProblemHttpResult>> Update(
        RouteRota rota,
        Body<Rota> body,
        IfMatch ifMatch,
        Caller caller,
        UpdateRota updateRota
    )
    {
        var request = new UpdateRotaRequest(rota, body.Value, ifMatch);
        var outcome = await updateRota.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(updated => ETags.Ok(updated));
    }

    /// <summary>
    /// For coordinators of the rota. An archived rota is listed nowhere, is `closed` everywhere, and takes no writes: they answer 409 `rota-archived`.
    /// Claims that have not begun are released. When it is taken up again, standing claims take their slots again. What it is already stays so.
    /// </summary>
    internal static async Task<Results<ETagResult<Rota>, ProblemHttpResult>> Archive(
        RouteRota rota,
        Body<ArchivedBody> body,
        IfMatch ifMatch,
        Caller caller,
        ArchiveRota archiveRota
    )
    {
        var request = new ArchiveRotaRequest(rota, body.Value.Archived, ifMatch);
        var outcome = await archiveRota.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(changed => ETags.Ok(changed.Rota));
    }

    /// <summary>
    /// For admins, and for good: export it first. Nothing answers for it any more, its slug is never given again, and claims that have not begun,
    /// standing claims, memberships, invitations and requests to join end. Hours that people served stay in their records.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        RouteRota rota,
        Body<DeleteRotaBody> body,
        IfMatch ifMatch,
        Caller caller,
        DeleteRota deleteRota
    )
    {
        var request = new DeleteRotaRequest(rota, body.Value.Slug, ifMatch);
        var outcome = await deleteRota.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(_ => TypedResults.NoContent());
    }
}

/// <summary>The body of PUT …/archived.</summary>
/// <param name="Archived">False takes the rota up again.</param>
internal sealed record ArchivedBody(bool Archived) : IRequestBody<ArchivedBody>
{
    public static ArchivedBody Read(JsonObjectReader members) => new(members.Boolean("archived"));
}

/// <summary>The body of DELETE /v1/rotas/{rota}: once more which rota is meant.</summary>
/// <param name="Slug">That of the rota.</param>
internal sealed record DeleteRotaBody(string Slug) : IRequestBody<DeleteRotaBody>
{
    public static DeleteRotaBody Read(JsonObjectReader members) => new(members.Text("slug"));
}
