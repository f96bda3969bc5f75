using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Rotas;

public enum ClaimEffect
{
    Released,
    Moved,
    Shortened,
}

/// <summary>What a change of a rota does to one claim.</summary>
/// <param name="ClaimId">Which claim.</param>
/// <param name="Holder">Who holds it.</param>
/// <param name="Date">The local date that names its slot.</param>
/// <param name="Change">What becomes of it.</param>
/// <param name="Why">A sentence for people.</param>
public sealed record AffectedClaim(Guid ClaimId, Holder Holder, LocalDate Date, ClaimEffect Change, string Why);

/// <summary>What became of a change that may affect claims.</summary>
public interface IAffectsClaims
{
    /// <summary>The claims that were released, moved or shortened, by date.</summary>
    IReadOnlyList<AffectedClaim> Affected { get; }
}

/// <summary>What a change would do to claims; nothing was stored.</summary>
/// <param name="Affected">By date.</param>
public sealed record AffectedClaims(IReadOnlyList<AffectedClaim> Affected) : IAffectsClaims;
