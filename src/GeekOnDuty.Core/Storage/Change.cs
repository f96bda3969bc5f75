using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GeekOnDuty.Core.Storage;

/// <summary>The sorts of things that writes change.</summary>
public enum ChangeKind
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
    Calendar,
}

/// <summary>One thing that a write changed.</summary>
/// <param name="RotaId">Null for people, organisations, tokens and sessions, which stand in whatever rotas.</param>
/// <param name="Kind">What sort of thing.</param>
/// <param name="SubjectId">Which one; for a member, the volunteer.</param>
/// <param name="What">A verb in the past tense, such as `taken`.</param>
/// <param name="Detail">JSON that says more, where there is more to say.</param>
public sealed record Change(Guid? RotaId, ChangeKind Kind, Guid SubjectId, string What, string? Detail = null)
{
    /// <summary>The thing as the API shows it, without names of people; null when it did not exist.</summary>
    public object? Before { get; init; }

    /// <summary>The same after the change; null when it exists no more. Of a volunteer only a <see cref="ChangedMembers"/>.</summary>
    public object? After { get; init; }

    private static readonly FrozenDictionary<string, ChangeKind> KindsByName = Enum.GetValues<ChangeKind>()
        .ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>The kind as the change log has it.</summary>
    public string KindName => NameOf(Kind);

    /// <summary>All of them, as the change log has them.</summary>
    public static IEnumerable<string> Kinds => Enum.GetValues<ChangeKind>().Select(NameOf);

    public static ChangeKind KindOf(string name) => KindsByName[name];

    public static bool TryKind(string name, out ChangeKind kind) => KindsByName.TryGetValue(name, out kind);

    public static string NameOf(ChangeKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}

/// <summary>What the log keeps of a person instead of values, so that whoever is erased leaves none there.</summary>
/// <param name="Changed">The names of the members that have another value now.</param>
public sealed record ChangedMembers(IReadOnlyList<string> Changed)
{
    /// <param name="before">Null: it is new, and every member counts that is not empty.</param>
    /// <param name="after">Of the same type.</param>
    public static ChangedMembers Between<T>(T? before, T after)
        where T : class
    {
        var (old, members) = (Members(before), Members(after)!);
        return new([
            .. members
                .Where(member => old is null ? !IsEmpty(member.Value) : !JsonNode.DeepEquals(old[member.Key], member.Value))
                .Select(member => member.Key),
        ]);
    }

    private static JsonObject? Members<T>(T? value)
        where T : class =>
        value is null ? null : JsonSerializer.SerializeToNode(value, GeekOnDuty.Core.Text.Json.Options)!.AsObject();

    private static bool IsEmpty(JsonNode? value) => value is null or JsonArray { Count: 0 };
}

/// <summary>A change that is committed.</summary>
/// <param name="Change">What changed.</param>
/// <param name="Xid">The transaction; null for one of this process, which whoever loaded before cannot have seen.</param>
public readonly record struct CommittedChange(Change Change, ulong? Xid);
