using System.Text.Json.Nodes;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Audit;

/// <summary>Which entries are asked for.</summary>
/// <param name="Kind">Null: all.</param>
/// <param name="ActorId">Null: of everybody.</param>
/// <param name="SubjectId">Null: about everything.</param>
/// <param name="During">UTC, half-open.</param>
public sealed record AuditFilter(ChangeKind? Kind, Guid? ActorId, Guid? SubjectId, Interval During);

/// <summary>Where an entry stands in the log: by time, and within one instant by what came first.</summary>
public sealed record AuditPlace(Instant At, long Ordinal)
{
    /// <summary>Every entry comes before it.</summary>
    public static readonly AuditPlace End = new(Formats.LastInstant, long.MaxValue);
}

public sealed class AuditQueries(DbSession db)
{
    private const string Select = """
        SELECT c.id, c.at, c.ordinal, c.actor_id, c.token_id, r.slug AS rota, c.kind, c.subject_id, c.what, c.before, c.after, c.detail, c.request
        FROM changes c LEFT JOIN rotas r ON r.id = c.rota_id
        """;

    private const string Filter = """
        AND (@kind IS NULL OR c.kind = @kind) AND (@ActorId IS NULL OR c.actor_id = @ActorId) AND (@SubjectId IS NULL OR c.subject_id = @SubjectId)
            AND c.at >= @from AND c.at < @to AND (c.at, c.ordinal) < (@At, @Ordinal)
        ORDER BY c.at DESC, c.ordinal DESC LIMIT @rows
        """;

    private const string OfRotaSql = $"""
        -- AuditQueries.OfRota
        {Select} WHERE c.rota_id = @rotaId {Filter}
        """;

    private const string OfNoneSql = $"""
        -- AuditQueries.OfNone
        {Select} WHERE c.rota_id IS NULL {Filter}
        """;

    /// <summary>Newest first.</summary>
    /// <param name="rotaId">Null: what belongs to no rota.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="before">Older than that.</param>
    /// <param name="rows">At most so many.</param>
    /// <param name="viewer">Who is shown them.</param>
    /// <param name="ct">Ends the query.</param>
    public async Task<IReadOnlyList<(AuditPlace Place, AuditEntry Entry)>> ListAsync(
        Guid? rotaId,
        AuditFilter filter,
        AuditPlace before,
        int rows,
        Actor viewer,
        CancellationToken ct
    )
    {
        var found = await db.QueryAsync<Row>(
            rotaId is null ? OfNoneSql : OfRotaSql,
            new
            {
                rotaId,
                kind = filter.Kind is { } kind ? Change.NameOf(kind) : null,
                filter.ActorId,
                filter.SubjectId,
                from = filter.During.Start,
                to = filter.During.End,
                before.At,
                before.Ordinal,
                rows,
            },
            ct
        );
        var names = await NamesAsync(found, viewer.VolunteerId, ofEverybody: true, ofEveryToken: viewer.IsAdmin, ct);
        return [.. found.Select(row => (new AuditPlace(row.At, row.Ordinal), row.ToEntry(names)))];
    }

    private const string OfPersonSql = $"""
        -- AuditQueries.OfPerson
        {Select} WHERE c.id IN (
            SELECT id FROM changes WHERE actor_id = @volunteerId
            UNION SELECT id FROM changes WHERE subject_id = ANY(ARRAY(
                SELECT @volunteerId
                UNION ALL SELECT id FROM claims WHERE volunteer_id = @volunteerId
                UNION ALL SELECT id FROM standing_claims WHERE volunteer_id = @volunteerId
                UNION ALL SELECT id FROM tokens WHERE volunteer_id = @volunteerId)))
        ORDER BY c.at DESC, c.ordinal DESC
        """;

    /// <summary>What a person did, and what was done to them, their claims and their tokens; newest first. Other people have no names in it.</summary>
    public async Task<IReadOnlyList<AuditEntry>> OfPersonAsync(Guid volunteerId, CancellationToken ct)
    {
        var found = await db.QueryAsync<Row>(OfPersonSql, new { volunteerId }, ct);
        var names = await NamesAsync(found, volunteerId, ofEverybody: false, ofEveryToken: false, ct);
        return [.. found.Select(row => row.ToEntry(names))];
    }

    private const string NamesSql = """
        -- AuditQueries.Names
        SELECT id, display_name AS name FROM volunteers WHERE id = ANY(@ids) AND (@ofEverybody OR id = @viewerId)
        UNION ALL SELECT id, name FROM organisations WHERE id = ANY(@ids)
        UNION ALL SELECT id, name FROM tokens WHERE id = ANY(@ids) AND (@ofEveryToken OR volunteer_id = @viewerId)
        """;

    private async Task<Dictionary<Guid, string>> NamesAsync(
        IReadOnlyList<Row> rows,
        Guid viewerId,
        bool ofEverybody,
        bool ofEveryToken,
        CancellationToken ct
    )
    {
        var names = await db.QueryAsync<(Guid Id, string Name)>(
            NamesSql,
            new
            {
                ids = rows.SelectMany(row => row.Named).Distinct().ToArray(),
                viewerId,
                ofEverybody,
                ofEveryToken,
            },
            ct
        );
        var byId = names.ToDictionary(each => each.Id, each => each.Name);
        byId[AdminToken.Id] = AdminToken.Name;
        return byId;
    }

    private sealed record Row(
        Guid Id,
        Instant At,
        long Ordinal,
        Guid? ActorId,
        Guid? TokenId,
        string? Rota,
        string Kind,
        Guid SubjectId,
        string What,
        string? Before,
        string? After,
        string? Detail,
        string? Request
    )
    {
        private const string VolunteerId = "volunteerId";
        private const string OrganisationId = "organisationId";

        private ChangeKind ChangeKind => Change.KindOf(Kind);

        private bool HasHolder => ChangeKind is ChangeKind.Claim or ChangeKind.StandingClaim;

        /// <summary>The ids whose names show.</summary>
        public IEnumerable<Guid> Named =>
            new[] { ActorId, TokenId, SubjectId }
                .Concat(
                    new[] { Object(Before), Object(After) }.SelectMany(thing =>
                        new[] { IdIn(thing, VolunteerId), IdIn(thing, OrganisationId) }
                    )
                )
                .OfType<Guid>();

        public AuditEntry ToEntry(Dictionary<Guid, string> names) =>
            new(
                Id,
                At,
                new AuditActor(
                    ActorId is null ? ActorKind.Program
                        : TokenId is null ? ActorKind.Volunteer
                        : ActorKind.Token,
                    ActorId,
                    ActorId is { } actor ? names.GetValueOrDefault(actor) : null,
                    TokenId is { } token ? new AuditToken(token, names.GetValueOrDefault(token)) : null
                ),
                Rota,
                ChangeKind,
                SubjectId,
                ChangeKind
                    is ChangeKind.Volunteer
                        or ChangeKind.Member
                        or ChangeKind.JoinRequest
                        or ChangeKind.Organisation
                        or ChangeKind.Calendar
                    ? names.GetValueOrDefault(SubjectId)
                    : null,
                What,
                Shown(Before, names),
                Shown(After, names),
                Object(Detail),
                Request
            );

        /// <summary>As the API shows it, with the names of today.</summary>
        private JsonObject? Shown(string? json, Dictionary<Guid, string> names)
        {
            var thing = Object(json);
            if (thing is not null && HasHolder)
            {
                var (volunteer, organisation) = (IdIn(thing, VolunteerId), IdIn(thing, OrganisationId));
                thing.Remove(VolunteerId);
                thing.Remove(OrganisationId);
                thing["holder"] = new JsonObject
                {
                    ["kind"] = volunteer is null ? "organisation" : "volunteer",
                    ["id"] = volunteer ?? organisation,
                    ["name"] = (volunteer ?? organisation) is { } holder ? names.GetValueOrDefault(holder) : null,
                };
            }
            else if (thing is not null && ChangeKind == ChangeKind.Member)
            {
                thing["displayName"] = names.GetValueOrDefault(SubjectId);
            }

            return thing;
        }

        private static JsonObject? Object(string? json) => json is null ? null : JsonNode.Parse(json)!.AsObject();

        private static Guid? IdIn(JsonObject? thing, string member) => thing?[member]?.GetValue<Guid>();
    }
}
