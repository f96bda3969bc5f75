using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.People;

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
        Actor actor,
        VolunteerQueries volunteers,
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    )
    {
        return TypedResults.Ok(
            await Page.ByIdAsync(
                limit,
                cursor,
                (after, rows) => volunteers.ListAsync(actor, after, rows, ct),
                volunteer => volunteer.Id
            )
        );
    }

    /// <summary>For coordinators. Add the volunteer to a rota with PUT /v1/rotas/{rota}/members/{volunteerId}.</summary>
    internal static async Task<Results<Tagged<Volunteer>, ProblemHttpResult>> Create(
        Actor actor,
        Body<VolunteerBody> body,
        VolunteerQueries volunteers,
        OrganisationQueries organisations,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinator();
        var profile = body.Value.Profile;
        Languages.Require(profile.Languages, kept: []);
        await organisations.RequireAsync(profile.OrganisationId, "organisationId", ct);
        var id = await volunteers.InsertAsync(null, profile, actor.VolunteerId, isAdmin: false, clock.GetCurrentInstant(), ct);
        return ETags.Created($"/v1/volunteers/{id}", ToVolunteer(id, profile));
    }

    /// <summary>Yourself, or somebody you may know of.</summary>
    internal static async Task<Results<Tagged<Volunteer>, ProblemHttpResult>> Get(
        Guid id,
        Actor actor,
        VolunteerQueries volunteers,
        CancellationToken ct
    ) => await volunteers.FindAsync(actor, id, ct) is { } seen ? ETags.Ok(seen.Volunteer) : Problems.NoSuch("volunteer");

    /// <summary>
    /// Replaces the profile; what is left out becomes empty. Yourself, or as a coordinator somebody who belongs to no rota but yours.
    /// </summary>
    internal static async Task<Results<Tagged<Volunteer>, ProblemHttpResult>> Update(
        Guid id,
        Actor actor,
        Body<VolunteerBody> body,
        IfMatch ifMatch,
        VolunteerQueries volunteers,
        OrganisationQueries organisations,
        CancellationToken ct
    )
    {
        if (await volunteers.LockAsync(actor, id, ct) is not { } seen)
        {
            return Problems.NoSuch("volunteer");
        }

        if (!seen.MayChange)
        {
            return MayNotChange();
        }

        ifMatch.Require(seen.Volunteer);
        if (body.Value.Id is { } other && other != id)
        {
            return Errors.One("id", "It is not the id of the address.");
        }

        Languages.Require(body.Value.Profile.Languages, seen.Volunteer.Languages);
        await organisations.RequireAsync(body.Value.Profile.OrganisationId, "organisationId", ct);
        await volunteers.UpdateAsync(seen.Volunteer, body.Value.Profile, ct);
        return ETags.Ok(ToVolunteer(id, body.Value.Profile));
    }

    /// <summary>
    /// Replaces the person by "A former volunteer": name, contacts, e-mail address, memberships, tokens, sessions and the address of the calendar go, invitations
    /// are revoked, claims that are not over are released, the hours that were given stay. There is no way back. The last admin stays, and so does the
    /// last coordinator of a rota, until somebody else is one.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Erase(
        Guid id,
        Actor actor,
        IfMatch ifMatch,
        VolunteerQueries volunteers,
        MemberQueries members,
        RotaQueries rotas,
        StandingClaims standingClaims,
        IClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetCurrentInstant();
        var rotaIds = await volunteers.RotasWithClaimsAsync(id, now, ct);
        foreach (var rotaId in rotaIds)
        {
            await standingClaims.LockAllAsync(rotaId, ct);
        }

        await volunteers.LockAdminsAsync(id, ct);
        if (await volunteers.LockAsync(actor, id, ct) is not { } seen)
        {
            return Problems.NoSuch("volunteer");
        }

        if (!seen.MayChange)
        {
            return MayNotChange();
        }

        ifMatch.Require(seen.Volunteer);
        if (await volunteers.IsLastAdminAsync(id, ct))
        {
            return Problems.LastAdmin.With(Problems.LastAdmin.Meaning);
        }

        await members.RequireOtherCoordinatorAsync(id, rotaId: null, ct);
        var freed = await volunteers.EraseAsync(id, now, ct);
        foreach (var rotaId in rotaIds)
        {
            // In a rota that is deleted nothing is taken any more.
            if (await rotas.ByIdAsync(rotaId, ct) is { } rota)
            {
                var inRota = freed.Where(claim => claim.RotaId == rotaId).ToList();
                await standingClaims.TakeFreedAsync(rota, inRota, now, ct);
            }
        }

        return TypedResults.NoContent();
    }

    /// <summary>The volunteer behind the token.</summary>
    internal static Task<Results<Tagged<Volunteer>, ProblemHttpResult>> GetMe(
        Actor actor,
        VolunteerQueries volunteers,
        CancellationToken ct
    ) => Get(actor.VolunteerId, actor, volunteers, ct);

    /// <summary>Replaces the profile of the volunteer behind the token; what is left out becomes empty.</summary>
    internal static Task<Results<Tagged<Volunteer>, ProblemHttpResult>> UpdateMe(
        Actor actor,
        Body<VolunteerBody> body,
        IfMatch ifMatch,
        VolunteerQueries volunteers,
        OrganisationQueries organisations,
        CancellationToken ct
    ) => Update(actor.VolunteerId, actor, body, ifMatch, volunteers, organisations, ct);

    /// <summary>
    /// Replaces me by "A former volunteer": name, contacts, memberships, tokens and e-mail address go, claims that are not over are released. The
    /// hours that were given and the audit log stay, without a name. There is no way back. The last admin cannot, nor can the last coordinator of a rota.
    /// </summary>
    internal static Task<Results<NoContent, ProblemHttpResult>> EraseMe(
        Actor actor,
        IfMatch ifMatch,
        VolunteerQueries volunteers,
        MemberQueries members,
        RotaQueries rotas,
        StandingClaims standingClaims,
        IClock clock,
        CancellationToken ct
    ) => Erase(actor.VolunteerId, actor, ifMatch, volunteers, members, rotas, standingClaims, clock, ct);

    /// <summary>
    /// All that is kept about the volunteer behind the token, as one file to keep: profile, memberships, every claim, tokens without secrets, and what
    /// the audit log tells. Other people are ids in it.
    /// </summary>
    internal static async Task<Ok<OwnData>> ExportMe(Actor actor, OwnDataQueries own, HttpResponse response, CancellationToken ct)
    {
        var data = await own.OfAsync(actor, ct);
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
            await ClaimPages.ListAsync(claims, null, caller.Actor.VolunteerId, window.In(caller.Now), page, caller.Ct)
        );

    private static ProblemHttpResult MayNotChange() =>
        Problems.Forbidden.With("This volunteer belongs to another rota too: only they themselves and admins may change them.");

    private static Volunteer ToVolunteer(Guid id, Profile profile) =>
        new(id, profile.DisplayName, profile.Zone, profile.Languages, profile.Topics, profile.Contacts, profile.OrganisationId);
}
