using System.Text.Json.Nodes;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Audit;

/// <summary>Something that was changed, by whom and when.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">UTC.</param>
/// <param name="Actor">Who changed it.</param>
/// <param name="Rota">The slug of the rota in which it was changed; null for what belongs to none, such as people and tokens.</param>
/// <param name="Kind">What sort of thing it is.</param>
/// <param name="SubjectId">Which one; of a member, the volunteer.</param>
/// <param name="SubjectName">What volunteers, members and organisations are called now.</param>
/// <param name="What">What happened to it: `created`, `changed`, `taken`, `released` and the like.</param>
/// <param name="Before">How it was, as the API shows it; null when it did not exist, and of volunteers.</param>
/// <param name="After">How it is after that; null when it exists no more. Of volunteers the names of the members that changed, in `changed`.</param>
/// <param name="Detail">What there is more to say, such as the date from which a change of office hours holds.</param>
/// <param name="Request">The `traceId` of the request; what one request changed has the same, also what standing claims did in its course. Null for background work.</param>
public sealed record AuditEntry(
    Guid Id,
    Instant At,
    AuditActor Actor,
    string? Rota,
    ChangeKind Kind,
    Guid SubjectId,
    string? SubjectName,
    string What,
    JsonObject? Before,
    JsonObject? After,
    JsonObject? Detail,
    string? Request
);

public enum ActorKind
{
    /// <summary>With a browser.</summary>
    Volunteer,
    Token,
    Program,
}

/// <summary>Who changed something.</summary>
/// <param name="Kind">`volunteer` with a browser, `token` for one, `program` by itself.</param>
/// <param name="Id">The volunteer; null for the program.</param>
/// <param name="Name">What they are called now; "A former volunteer" once erased. Null for the program, and for others in your own file.</param>
/// <param name="Token">By which token; null for the others.</param>
public sealed record AuditActor(ActorKind Kind, Guid? Id, string? Name, AuditToken? Token);

/// <summary>A token that acted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for; null once it is revoked, and for coordinators unless it is theirs.</param>
public sealed record AuditToken(Guid Id, string? Name);
