using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Privacy;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

internal static class VolunteerEndpoints
{
    public static void MapVolunteers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/volunteers", List).PrivateRead().WithName("ListVolunteers").WithSummary("List volunteers");
        v1.MapPost("/volunteers", Create).Write().WithName("CreateVolunteer").WithSummary("Add a volunteer");
        v1.MapGet("/volunteers/{id:guid}", Get).PrivateRead().WithName("GetVolunteer").WithSummary("Get a volunteer");
        v1.MapPut("/volunteers/{id:guid}", Update).Write().WithName("UpdateVolunteer").WithSummary("Change a volunteer");
        v1.MapDelete("/volunteers/{id:guid}", Erase)
            .Write(Problems.LastAdmin, Problems.LastCoordinator)
            .WithName("EraseVolunteer")
            .WithSummary("Erase a volunteer");
        v1.MapGet("/me", GetMe).PrivateRead().WithName("GetMe").WithSummary("Who am I");
        v1.MapPut("/me", UpdateMe).Write().WithName("UpdateMe").WithSummary("Change my profile");
        v1.MapDelete("/me", EraseMe)
            .Write(Problems.LastAdmin, Problems.LastCoordinator)
            .WithName("EraseMe")
            .WithSummary("Erase me");
        v1.MapGet("/me/export", ExportMe).PrivateRead().WithName("ExportMe").WithSummary("All that is kept about me");
        v1.MapGet("/me/claims", ListMyClaims).PrivateRead().WithName("ListMyClaims").WithSummary("My claims");
    }

    /// <summary>Those you may know of, by id: yourself; as a coordinator the members of your rotas, and whom you added while they belong to none; as an admin everybody.</summary>
    internal static async Task<Ok<Page<Volunteer>>> List(
        Caller caller,
        VolunteerQueries volunteers,
        [AsParameters] PageParams page
    ) =>
        TypedResults.Ok(
            await Page.ByIdAsync(
                page.Request,
                (after, rows) => volunteers.ListAsync(caller.Actor, after, rows, caller.Ct),
                volunteer => volunteer.Id
            )
        );

    /// <summary>For coordinators. Add the volunteer to a rota with PUT /v1/rotas/{rota}/members/{volunteerId}.</summary>
    internal static async Task<Results<ETagResult<Volunteer>, ProblemHttpResult>> Create(
        Body<VolunteerBody> body,
        Caller caller,
        CreateVolunteer createVolunteer
    )
    {
        var request = new CreateVolunteerRequest(body.Value.Profile);
        var outcome = await createVolunteer.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(made => ETags.Created($"/v1/volunteers/{made.Id}", made));
    }

    /// <summary>Yourself, or somebody you may know of.</summary>
    internal static async Task<Results<ETagResult<Volunteer>, ProblemHttpResult>> Get(
        Guid id,
        Caller caller,
        VolunteerQueries volunteers
    ) => await GetAsync(id, caller, volunteers);

    /// <summary>
    /// Replaces the profile; what is left out becomes empty. Yourself, or as a coordinator somebody who belongs to no rota but yours.
    /// </summary>
    internal static async Task<Results<ETagResult<Volunteer>, ProblemHttpResult>> Update(
        Guid id,
        Body<VolunteerBody> body,
        IfMatch ifMatch,
        Caller caller,
        UpdateVolunteer updateVolunteer
    ) => await UpdateAsync(new UpdateVolunteerRequest(id, body.Value.Id, body.Value.Profile, ifMatch), caller, updateVolunteer);

    /// <summary>
    /// Replaces the person by "A former volunteer": name, contacts, e-mail address, memberships, tokens, sessions and the address of the calendar go, invitations
    /// are revoked, claims that are not over are released, the hours that were given stay. There is no way back. The last admin stays, and so does the
    /// last coordinator of a rota, until somebody else is one.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Erase(
        Guid id,
        IfMatch ifMatch,
        Caller caller,
        EraseVolunteer eraseVolunteer
    ) => await EraseAsync(new EraseVolunteerRequest(id, ifMatch), caller, eraseVolunteer);

    /// <summary>The volunteer behind the token.</summary>
    internal static Task<Results<ETagResult<Volunteer>, ProblemHttpResult>> GetMe(Caller caller, VolunteerQueries volunteers) =>
        GetAsync(caller.Actor.VolunteerId, caller, volunteers);

    /// <summary>Replaces the profile of the volunteer behind the token; what is left out becomes empty.</summary>
    internal static Task<Results<ETagResult<Volunteer>, ProblemHttpResult>> UpdateMe(
        Body<VolunteerBody> body,
        IfMatch ifMatch,
        Caller caller,
        UpdateVolunteer updateVolunteer
    ) =>
        UpdateAsync(
            new UpdateVolunteerRequest(caller.Actor.VolunteerId, body.Value.Id, body.Value.Profile, ifMatch),
            caller,
            updateVolunteer
        );

    /// <summary>
    /// Replaces me by "A former volunteer": name, contacts, memberships, tokens and e-mail address go, claims that are not over are released. The
    /// hours that were given and the audit log stay, without a name. There is no way back. The last admin cannot, nor can the last coordinator of a rota.
    /// </summary>
    internal static Task<Results<NoContent, ProblemHttpResult>> EraseMe(
        IfMatch ifMatch,
        Caller caller,
        EraseVolunteer eraseVolunteer
    ) => EraseAsync(new EraseVolunteerRequest(caller.Actor.VolunteerId, ifMatch), caller, eraseVolunteer);

    /// <summary>
    /// All that is kept about the volunteer behind the token, as one file to keep: profile, memberships, every claim, tokens without secrets, and what
    /// the audit log tells. Other people are ids in it.
    /// </summary>
    internal static async Task<Ok<OwnData>> ExportMe(Caller caller, OwnDataQueries own, HttpResponse response)
    {
        var data = await own.OfAsync(caller.Actor, caller.Ct);
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = "attachment; filename=geek-on-duty.json";
        return TypedResults.Ok(data);
    }

    /// <summary>My claims in every rota whose slots overlap [from, to), by start, released ones too; by default from now on.</summary>
    internal static async Task<Ok<Page<Claim>>> ListMyClaims(
        [AsParameters] ClaimWindowParams window,
        [AsParameters] PageParams page,
        Caller caller,
        ClaimQueries claims
    ) =>
        TypedResults.Ok(
            await ClaimPages.ListAsync(claims, null, caller.Actor.VolunteerId, window.In(caller.Now), page.Request, caller.Ct)
        );

    private static async Task<Results<ETagResult<Volunteer>, ProblemHttpResult>> GetAsync(
        Guid id,
        Caller caller,
        VolunteerQueries volunteers
    ) =>
        await volunteers.FindAsync(caller.Actor, id, caller.Ct) is { } seen
            ? ETags.Ok(seen.Volunteer)
            : Problems.NoSuch("volunteer");

    private static async Task<Results<ETagResult<Volunteer>, ProblemHttpResult>> UpdateAsync(
        UpdateVolunteerRequest request,
        Caller caller,
        UpdateVolunteer updateVolunteer
    )
    {
        var outcome = await updateVolunteer.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(changed => ETags.Ok(changed));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EraseAsync(
        EraseVolunteerRequest request,
        Caller caller,
        EraseVolunteer eraseVolunteer
    )
    {
        var outcome = await eraseVolunteer.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(_ => TypedResults.NoContent());
    }
}
