using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.People;

public sealed class TokenQueries(DbSession db)
{
    public const string Columns = "id, name, volunteer_id, created_at, expires_at, last_used_at";

    private const string ListSql = $"""
        -- TokenQueries.List
        SELECT {Columns} FROM tokens WHERE volunteer_id = @volunteerId AND id > @after ORDER BY id LIMIT @rows
        """;

    /// <summary>By id, expired ones too.</summary>
    public Task<IReadOnlyList<Token>> ListAsync(Guid volunteerId, Guid after, int rows, CancellationToken ct) =>
        db.QueryAsync<Token>(
            ListSql,
            new
            {
                volunteerId,
                after,
                rows,
            },
            ct
        );

    private const string InsertSql = """
        -- TokenQueries.Insert
        INSERT INTO tokens (id, volunteer_id, name, secret_hash, created_at, expires_at) VALUES (@Id, @VolunteerId, @Name, @hash, @CreatedAt, @ExpiresAt)
        """;

    public async Task<NewToken> InsertAsync(string name, Guid volunteerId, Instant? expiresAt, Instant now, CancellationToken ct)
    {
        // The id is in every request, so it is random: no part of a secret can be guessed from when it was made.
        var token = new Token(Guid.NewGuid(), name, volunteerId, now, expiresAt, null);
        var secret = TokenSecret.Make(token.Id);
        await db.ExecuteAsync(
            InsertSql,
            new
            {
                token.Id,
                token.VolunteerId,
                token.Name,
                hash = Secret.Hash(secret),
                token.CreatedAt,
                token.ExpiresAt,
            },
            ct
        );
        db.RecordChange(new Change(null, ChangeKind.Token, token.Id, "created") { After = LoggedToken.Of(token) });
        return new NewToken(token, secret);
    }

    private const string DeleteSql = $"""
        -- TokenQueries.Delete
        DELETE FROM tokens WHERE id = @id AND (@anybody OR volunteer_id = @volunteerId) RETURNING {Columns}
        """;

    /// <returns>False when there is no such token of that volunteer, or with <paramref name="anybody"/> none at all.</returns>
    public async Task<bool> DeleteAsync(Guid id, Guid volunteerId, bool anybody, CancellationToken ct)
    {
        var deleted = await db.FirstOrDefaultAsync<Token>(
            DeleteSql,
            new
            {
                id,
                volunteerId,
                anybody,
            },
            ct
        );
        if (deleted is null)
        {
            return false;
        }

        db.RecordChange(LoggedToken.Of(deleted).Deleted());
        return true;
    }
}
