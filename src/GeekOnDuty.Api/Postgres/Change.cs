using System.Collections.Frozen;
using System.Text.Json;

namespace GeekOnDuty.Api.Postgres;

/// <summary>The sorts of things that writes change.</summary>
internal enum ChangeKind
{
    Rota,
    OfficeHours,
    Claim,
    StandingClaim,
    Member,
    Volunteer,
    Organisation,
    Token,
    Session,
    Invitation,
    JoinRequest,
}

/// <summary>One thing that a write changed.</summary>
/// <param name="RotaId">Null for people, organisations and tokens, which stand in whatever rotas.</param>
/// <param name="Kind">What sort of thing.</param>
/// <param name="SubjectId">Which one; for a member, the volunteer.</param>
/// <param name="What">A verb in the past tense, such as `taken`.</param>
/// <param name="Detail">JSON that says more, where there is more to say.</param>
internal sealed record Change(Guid? RotaId, ChangeKind Kind, Guid SubjectId, string What, string? Detail = null)
{
    private static readonly FrozenDictionary<string, ChangeKind> KindsByName = Enum.GetValues<ChangeKind>()
        .ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>The kind as the change log has it.</summary>
    public string KindName => NameOf(Kind);

    public static ChangeKind KindOf(string name) => KindsByName[name];

    private static string NameOf(ChangeKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}

/// <summary>A change that is committed.</summary>
/// <param name="Change">What changed.</param>
/// <param name="Xid">The transaction; null for one of this process, which whoever loaded before cannot have seen.</param>
internal readonly record struct CommittedChange(Change Change, ulong? Xid);
