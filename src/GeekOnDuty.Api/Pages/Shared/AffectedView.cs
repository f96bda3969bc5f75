using System.Security.Cryptography;
using System.Text;
using GeekOnDuty.Core.Rotas;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>What a change does to people's hours, told before it is made.</summary>
/// <param name="Key">
/// Changes when anything of it does: a confirmation holds for what was shown, and for nothing else.
/// </param>
/// <param name="Holders">The holders of the affected claims, each with the dates.</param>
public sealed record AffectedView(string Key, IReadOnlyList<AffectedHolder> Holders)
{
    /// <returns>Null when nobody is affected.</returns>
    internal static AffectedView? Of(IReadOnlyList<AffectedClaim> affected) =>
        affected.Count == 0
            ? null
            : new AffectedView(
                KeyOf(affected),
                [
                    .. affected
                        .GroupBy(claim => claim.Holder)
                        .OrderByDescending(hours => hours.Count())
                        .ThenBy(hours => hours.Key.Name, StringComparer.Ordinal)
                        .Select(hours => new AffectedHolder(
                            hours.Key.Name,
                            hours.Count(),
                            [
                                .. hours
                                    .OrderBy(claim => claim.Date)
                                    .Select(claim =>
                                        $"{Spoken.Date(claim.Date)}: {Words.Affected.Change(claim.Change)}. {claim.Why}"
                                    ),
                            ]
                        )),
                ]
            );

    private static string KeyOf(IEnumerable<AffectedClaim> affected) =>
        Convert.ToHexString(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Join('|', affected.Select(claim => $"{claim.ClaimId} {claim.Date} {claim.Change}")))
            ),
            0,
            12
        );
}

/// <param name="Name">Of the volunteer or organisation.</param>
/// <param name="Hours">How many.</param>
/// <param name="Changes">Each with its date and what becomes of it.</param>
public sealed record AffectedHolder(string Name, int Hours, IReadOnlyList<string> Changes);
