using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.People;

/// <summary>A volunteer's place in a rota.</summary>
/// <param name="VolunteerId">Who.</param>
/// <param name="DisplayName">What the public sees.</param>
/// <param name="Role">What they may do in this rota.</param>
internal sealed record Member(Guid VolunteerId, string DisplayName, Role Role);

/// <summary>The body of PUT …/members/{volunteerId}.</summary>
/// <param name="Role">`coordinator` may change the rota; `volunteer` takes slots.</param>
internal sealed record MemberBody(Role Role) : IReadFromBody<MemberBody>
{
    public static MemberBody Read(Http.Members members) => new(members.Enum<Role>("role"));
}

internal sealed class MemberQueries(DbSession db)
{
    private const string ListSql = """
        -- MemberQueries.List
        SELECT m.volunteer_id, v.display_name, m.role FROM members m JOIN volunteers v ON v.id = m.volunteer_id
        WHERE m.rota_id = @rotaId AND m.volunteer_id > @after ORDER BY m.volunteer_id LIMIT @rows
        """;

    /// <summary>By volunteer id.</summary>
    public Task<IReadOnlyList<Member>> ListAsync(Guid rotaId, Guid after, int rows, CancellationToken ct) =>
        db.QueryAsync<Member>(
            ListSql,
            new
            {
                rotaId,
                after,
                rows,
            },
            ct
        );

    /// <summary>
    /// One row for a member. Whoever removes the member or erases the volunteer waits until the transaction ends. The volunteer comes first,
    /// as when one is erased, so that neither waits for the other.
    /// </summary>
    public const string HoldSql = """
        SELECT 1 FROM (SELECT id FROM volunteers WHERE id = @VolunteerId FOR KEY SHARE) AS person
        JOIN members m ON m.volunteer_id = person.id WHERE m.rota_id = @rotaId FOR SHARE OF m
        """;

    private const string HoldMemberSql = $"""
        -- MemberQueries.Hold
        {HoldSql}
        """;

    /// <summary>Whether the volunteer is a member, and so until the transaction ends.</summary>
    public async Task<bool> HoldAsync(Guid rotaId, Guid volunteerId, CancellationToken ct) =>
        await db.FirstOrDefaultAsync<int?>(HoldMemberSql, new { rotaId, volunteerId }, ct) is not null;

    private const string SetSql = """
        -- MemberQueries.Set
        INSERT INTO members (rota_id, volunteer_id, role) VALUES (@rotaId, @volunteerId, @role)
        ON CONFLICT ON CONSTRAINT members_pk DO UPDATE SET role = @role
        """;

    public Task SetAsync(Guid rotaId, Guid volunteerId, Role role, CancellationToken ct) =>
        db.ExecuteAsync(
            SetSql,
            new
            {
                rotaId,
                volunteerId,
                role = role == Role.Coordinator ? "coordinator" : "volunteer",
            },
            ct
        );

    private const string RemoveSql = """
        -- MemberQueries.Remove
        DELETE FROM members WHERE rota_id = @rotaId AND volunteer_id = @volunteerId
        """;

    private const string LeaveSql = """
        -- MemberQueries.Leave
        UPDATE standing_claims SET until_date = @yesterday, follow_at = NULL
        WHERE rota_id = @rotaId AND volunteer_id = @volunteerId AND (until_date IS NULL OR until_date > @yesterday);
        UPDATE claims SET released_at = @now, released_by = 'left'
        WHERE rota_id = @rotaId AND volunteer_id = @volunteerId AND released_at IS NULL AND lower(during) > @now
        """;

    /// <summary>Ends the membership and releases what has not begun; past claims stay.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> RemoveAsync(Guid rotaId, Guid volunteerId, Instant now, CancellationToken ct)
    {
        if (await db.ExecuteAsync(RemoveSql, new { rotaId, volunteerId }, ct) == 0)
        {
            return false;
        }

        await db.ExecuteAsync(
            LeaveSql,
            new
            {
                rotaId,
                volunteerId,
                yesterday = now.InUtc().Date.PlusDays(-1),
                now,
            },
            ct
        );
        return true;
    }
}

internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas/{rota}/members", List).PrivateRead().WithName("ListMembers").WithSummary("List members");
        v1.MapPut("/rotas/{rota}/members/{volunteerId:guid}", Set)
            .Write()
            .WithName("SetMember")
            .WithSummary("Add a member, or change a role");
        v1.MapDelete("/rotas/{rota}/members/{volunteerId:guid}", Remove)
            .Write()
            .WithName("RemoveMember")
            .WithSummary("Remove a member");
    }

    /// <summary>For coordinators. By volunteer id.</summary>
    internal static async Task<Ok<Page<Member>>> List(
        StoredRota rota,
        Actor actor,
        MemberQueries members,
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        return TypedResults.Ok(
            Page.Of(
                await members.ListAsync(rota.Id, Page.AfterId(cursor), Page.Rows(limit), ct),
                limit,
                member => member.VolunteerId.ToString()
            )
        );
    }

    /// <summary>For coordinators: a volunteer who is in one of their rotas, or whom they added and who is in none yet. An admin may add anybody.</summary>
    internal static async Task<Results<Ok<Member>, ProblemHttpResult>> Set(
        StoredRota rota,
        Guid volunteerId,
        Actor actor,
        Body<MemberBody> body,
        MemberQueries members,
        VolunteerQueries volunteers,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        if (await volunteers.FindAsync(actor, volunteerId, ct) is not { } seen)
        {
            return Problems.NoSuch("volunteer");
        }

        await members.SetAsync(rota.Id, volunteerId, body.Value.Role, ct);
        return TypedResults.Ok(new Member(volunteerId, seen.Volunteer.DisplayName, body.Value.Role));
    }

    /// <summary>For coordinators. Claims that have not begun are released, standing claims end; past claims stay.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        StoredRota rota,
        Guid volunteerId,
        Actor actor,
        MemberQueries members,
        StandingClaimQueries standingClaims,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        await standingClaims.LockAllOfAsync(volunteerId, ct);
        return await members.RemoveAsync(rota.Id, volunteerId, clock.GetCurrentInstant(), ct)
            ? TypedResults.NoContent()
            : Problems.NoSuch("member");
    }
}
