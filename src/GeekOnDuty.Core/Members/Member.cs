using System.Text.Json.Serialization;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.Members;

/// <summary>A volunteer's place in a rota.</summary>
/// <param name="VolunteerId">Who.</param>
/// <param name="DisplayName">What the public sees.</param>
/// <param name="Role">What they may do in this rota.</param>
public record Member(Guid VolunteerId, string DisplayName, Role Role);

/// <summary>A member after a change, with what that did to claims.</summary>
public sealed record ChangedMember : Member, IAffectsClaims
{
    public ChangedMember(Member member, IReadOnlyList<AffectedClaim> affected)
        : base(member) => Affected = affected;

    /// <summary>The claims that were released, moved or shortened.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<AffectedClaim> Affected { get; }
}

/// <summary>A member as the audit log keeps them: without the name.</summary>
public sealed record LoggedMember(Guid VolunteerId, Role Role)
{
    /// <param name="role">As it is stored.</param>
    public static LoggedMember Of(Guid volunteerId, string role) => new(volunteerId, Enum.Parse<Role>(role, ignoreCase: true));

    public Change RemovedFrom(Guid rotaId) => new(rotaId, ChangeKind.Member, VolunteerId, "removed") { Before = this };
}

/// <summary>The body of PUT …/members/{volunteerId}.</summary>
/// <param name="Role">`coordinator` may change the rota; `volunteer` takes slots.</param>
public sealed record MemberBody(Role Role) : IRequestBody<MemberBody>
{
    public static MemberBody Read(GeekOnDuty.Core.Text.JsonObjectReader members) => new(members.Enum<Role>("role"));
}
