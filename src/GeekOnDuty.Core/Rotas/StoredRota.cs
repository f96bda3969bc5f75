using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Core.Rotas;

/// <summary>A rota with its id. It is not deleted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rota">What is said of it.</param>
/// <param name="ArchivedAt">Since when it is archived; null while it is not.</param>
public record StoredRota(Guid Id, Rota Rota, Instant? ArchivedAt = null)
{
    public string Slug => Rota.Slug;

    public bool IsArchived => ArchivedAt is not null;

    public Period ClaimOpensBefore => PeriodPattern.NormalizingIso.Parse(Rota.Rules.ClaimOpensBefore).Value;

    public Period ReleaseClosesBefore => PeriodPattern.NormalizingIso.Parse(Rota.Rules.ReleaseClosesBefore).Value;
}
