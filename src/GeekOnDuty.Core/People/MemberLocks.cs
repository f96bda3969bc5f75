using GeekOnDuty.Core.Storage;

namespace GeekOnDuty.Core.People;

/// <summary>Keeps memberships as they are until the transaction ends.</summary>
public sealed class MemberLocks(DbSession db)
{
    /// <summary>
    /// A row for each membership of @volunteers in @rotas, with the name; both by id. Removing the member or erasing the
    /// volunteer waits until the transaction ends. Volunteers are locked first, as erasing does, so that there is no deadlock.
    /// </summary>
    public const string HoldAllSql = """
        SELECT m.rota_id, m.volunteer_id, person.display_name
        FROM (SELECT id, display_name FROM volunteers WHERE id = ANY(@volunteers) ORDER BY id FOR KEY SHARE) AS person
        JOIN members m ON m.volunteer_id = person.id WHERE m.rota_id = ANY(@rotas)
        ORDER BY m.rota_id, m.volunteer_id FOR SHARE OF m
        """;

    private const string HoldMemberSql = $"""
        -- MemberLocks.HoldMember
        {HoldAllSql}
        """;

    /// <summary>Whether the volunteer is a member, and so until the transaction ends.</summary>
    public async Task<bool> HoldAsync(Guid rotaId, Guid volunteerId, CancellationToken ct) =>
        (await db.QueryAsync<Guid>(HoldMemberSql, new { rotas = new[] { rotaId }, volunteers = new[] { volunteerId } }, ct)).Count
        > 0;
}
