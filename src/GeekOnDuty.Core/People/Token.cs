using System.Text.Json.Serialization;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <summary>What acts for a volunteer, with that volunteer's roles.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="VolunteerId">Whom it acts for.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; from then on it does not work. Null for never.</param>
/// <param name="LastUsedAt">UTC, to the minute; null while it was never used.</param>
public record Token(Guid Id, string Name, Guid VolunteerId, Instant CreatedAt, Instant? ExpiresAt, Instant? LastUsedAt);

/// <summary>A token as the audit log keeps it: what people call theirs may name them.</summary>
public sealed record LoggedToken(Guid Id, Guid VolunteerId, Instant CreatedAt, Instant? ExpiresAt)
{
    public static LoggedToken Of(Token token) => new(token.Id, token.VolunteerId, token.CreatedAt, token.ExpiresAt);

    public Change Deleted() => new(null, ChangeKind.Token, Id, "deleted") { Before = this };
}

/// <summary>A new token with its secret, which is shown this once.</summary>
public sealed record NewToken : Token
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
public sealed record TokenBody(string Name, Guid? VolunteerId, Instant? ExpiresAt) : IRequestBody<TokenBody>
{
    public static TokenBody Read(GeekOnDuty.Core.Text.JsonObjectReader members) =>
        new(members.Text("name", 100), members.OptionalId("volunteerId"), members.OptionalInstant("expiresAt"));
}
