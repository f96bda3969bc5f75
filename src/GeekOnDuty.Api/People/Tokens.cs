using System.Text.Json.Serialization;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Postgres;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.People;

/// <summary>What acts for a volunteer, with that volunteer's roles.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="VolunteerId">Whom it acts for.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; from then on it does not work. Null for never.</param>
/// <param name="LastUsedAt">UTC, to the minute; null while it was never used.</param>
internal record Token(Guid Id, string Name, Guid VolunteerId, Instant CreatedAt, Instant? ExpiresAt, Instant? LastUsedAt);

/// <summary>A new token with its secret, which is shown this once.</summary>
internal sealed record NewToken : Token
{
    public NewToken(Token token, string secret)
        : base(token) => Secret = secret;

    /// <summary>`geek_…`, for `Authorization: Bearer`.</summary>
    [JsonPropertyOrder(1)]
    public string Secret { get; }
}

/// <summary>The body of POST /v1/tokens.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="VolunteerId">Whom it acts for; yourself when left out, others for admins only.</param>
/// <param name="ExpiresAt">In the future; null for never.</param>
internal sealed record TokenBody(string Name, Guid? VolunteerId, Instant? ExpiresAt) : IReadFromBody<TokenBody>
{
    public static TokenBody Read(Http.Members members) =>
        new(members.Text("name", 100), members.OptionalId("volunteerId"), members.OptionalInstant("expiresAt"));
}

internal sealed class TokenQueries(DbSession db)
{
    private const string Columns = "id, name, volunteer_id, created_at, expires_at, last_used_at";

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
                hash = TokenSecret.Hash(secret),
                token.CreatedAt,
                token.ExpiresAt,
            },
            ct
        );
        return new NewToken(token, secret);
    }

    private const string DeleteSql = """
        -- TokenQueries.Delete
        DELETE FROM tokens WHERE id = @id AND (@anybody OR volunteer_id = @volunteerId)
        """;

    /// <returns>False when there is no such token of that volunteer, or with <paramref name="anybody"/> none at all.</returns>
    public async Task<bool> DeleteAsync(Guid id, Guid volunteerId, bool anybody, CancellationToken ct) =>
        await db.ExecuteAsync(
            DeleteSql,
            new
            {
                id,
                volunteerId,
                anybody,
            },
            ct
        ) == 1;
}

internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/tokens", List).PrivateRead().WithName("ListTokens").WithSummary("List tokens");
        v1.MapPost("/tokens", Create).Write().WithName("CreateToken").WithSummary("Make a token");
        v1.MapDelete("/tokens/{id:guid}", Revoke).Write().WithName("RevokeToken").WithSummary("Revoke a token");
    }

    /// <summary>Your tokens, by id; as an admin those of `volunteerId`. Secrets are never shown again.</summary>
    internal static async Task<Ok<Page<Token>>> List(
        Actor actor,
        IdParam? volunteerId,
        TokenQueries tokens,
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    )
    {
        var whose = volunteerId?.Value ?? actor.VolunteerId;
        if (whose != actor.VolunteerId)
        {
            actor.RequireAdmin();
        }

        return TypedResults.Ok(
            Page.Of(
                await tokens.ListAsync(whose, Page.AfterId(cursor), Page.Rows(limit), ct),
                limit,
                token => token.Id.ToString()
            )
        );
    }

    /// <summary>For yourself, or as an admin for anyone. The answer has the secret, once; only its hash is kept.</summary>
    internal static async Task<Results<Created<NewToken>, ProblemHttpResult>> Create(
        Actor actor,
        Body<TokenBody> body,
        TokenQueries tokens,
        VolunteerQueries volunteers,
        IClock clock,
        CancellationToken ct
    )
    {
        var (name, volunteerId, expiresAt) = body.Value;
        var (whose, now) = (volunteerId ?? actor.VolunteerId, clock.GetCurrentInstant());
        if (whose != actor.VolunteerId)
        {
            actor.RequireAdmin();
        }

        if (expiresAt <= now)
        {
            return Errors.One("expiresAt", "It lies in the past.");
        }

        if (await volunteers.FindAsync(actor, whose, ct) is null)
        {
            return Errors.One("volunteerId", "No volunteer has this id.");
        }

        var token = await tokens.InsertAsync(name, whose, expiresAt, now, ct);
        return TypedResults.Created($"/v1/tokens/{token.Id}", token);
    }

    /// <summary>One of yours, or as an admin anyone's. It stops working with the next request.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        Guid id,
        Actor actor,
        TokenQueries tokens,
        CancellationToken ct
    ) => await tokens.DeleteAsync(id, actor.VolunteerId, actor.IsAdmin, ct) ? TypedResults.NoContent() : Problems.NoSuch("token");
}
