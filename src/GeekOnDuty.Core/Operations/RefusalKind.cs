using System.Collections.Frozen;
using System.Text.Json;

namespace GeekOnDuty.Core.Operations;

/// <summary>
/// The rules that can be in the way of an operation. Each has a problem document and words for people.
/// </summary>
public enum RefusalKind
{
    Invalid,
    Forbidden,
    InvitationNeeded,
    NotFound,
    AlreadyClaimed,
    DoubleBooked,
    SlotFull,
    NothingToClaim,
    SlotNotOpen,
    SlotOver,
    TooLateToRelease,
    RotaArchived,
    SlugTaken,
    OrganisationInUse,
    LastAdmin,
    LastCoordinator,
    InvitationNotValid,
    Conflict,
    PreconditionFailed,
}

public static class RefusalKinds
{
    private static readonly FrozenDictionary<string, RefusalKind> BySlug = Enum.GetValues<RefusalKind>()
        .ToFrozenDictionary(Slug, StringComparer.Ordinal);

    /// <summary>As in `slot-full`: the last part of the type of its problem document.</summary>
    public static string Slug(this RefusalKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>Reads what <see cref="Slug"/> writes.</summary>
    public static bool TryParse(string slug, out RefusalKind kind) => BySlug.TryGetValue(slug, out kind);
}
