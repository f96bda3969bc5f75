using System.Text.Json.Serialization;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <summary>Lets whoever has its secret into a rota.</summary>
/// <param name="Id">Its id; no part of the secret.</param>
/// <param name="Role">What they may do in the rota then.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who invites. It is revoked when they leave the rota, or coordinate it no more.</param>
/// <param name="ExpiresAt">UTC; from then on it lets nobody in.</param>
/// <param name="Uses">How many people it lets in.</param>
/// <param name="Used">How many it has let in.</param>
/// <param name="RevokedAt">UTC; null while it is not revoked.</param>
public record Invitation(
    Guid Id,
    Role Role,
    Instant CreatedAt,
    Inviter CreatedBy,
    Instant ExpiresAt,
    int Uses,
    int Used,
    Instant? RevokedAt
);

/// <summary>An invitation as the audit log keeps it: without secret and names.</summary>
public sealed record LoggedInvitation(
    [property: JsonIgnore] Guid RotaId,
    Guid Id,
    Role Role,
    Guid CreatedBy,
    Instant ExpiresAt,
    int Uses,
    int Used,
    Instant? RevokedAt
)
{
    public const string Columns = "rota_id, id, role, created_by, expires_at, uses, used, revoked_at";

    public Change Created() => Log("created", before: null);

    public Change TakenOnce() => Log("used", this with { Used = Used - 1 });

    public Change Revoked() => Log("revoked", this with { RevokedAt = null });

    private Change Log(string what, LoggedInvitation? before) =>
        new(RotaId, ChangeKind.Invitation, Id, what) { Before = before, After = this };
}

/// <summary>Who made an invitation.</summary>
/// <param name="Id">The volunteer.</param>
/// <param name="Name">What the public sees.</param>
public sealed record Inviter(Guid Id, string Name);

/// <summary>A new invitation with its secret, which is shown this once.</summary>
public sealed record NewInvitation : Invitation
{
    public NewInvitation(Invitation invitation, string secret, string path, string url)
        : base(invitation) => (Secret, Path, Url) = (secret, path, url);

    /// <param name="rota">The slug of its rota.</param>
    /// <param name="site">Where people reach this server.</param>
    public static NewInvitation Of(CreatedInvitation created, string rota, Uri site)
    {
        var path = $"/{rota}/join/{created.Secret}";
        return new NewInvitation(created.Invitation, created.Secret, path, new Uri(site, path).AbsoluteUri);
    }

    /// <summary>`geek_join_…`, for POST /v1/rotas/{rota}/join.</summary>
    [JsonPropertyOrder(1)]
    public string Secret { get; }

    /// <summary>Of the page where it is accepted, on this server.</summary>
    [JsonPropertyOrder(2)]
    public string Path { get; }

    /// <summary>The same with where people reach this server. Whoever has it can come in.</summary>
    [JsonPropertyOrder(3)]
    public string Url { get; }
}

/// <summary>The body of POST …/invitations.</summary>
/// <param name="Role">`volunteer` when left out.</param>
/// <param name="ExpiresAt">In the future, at most a year from now; in 14 days when left out.</param>
/// <param name="Uses">How many people it lets in; 1 when left out.</param>
public sealed record InvitationBody(Role Role, Instant? ExpiresAt, int Uses) : IRequestBody<InvitationBody>
{
    public static InvitationBody Read(GeekOnDuty.Core.Text.JsonObjectReader members) =>
        new(
            members.OptionalEnum<Role>("role") ?? Role.Volunteer,
            members.OptionalInstant("expiresAt"),
            members.OptionalInteger("uses", 1, 1000, 1)
        );
}
