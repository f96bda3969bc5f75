using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages;

/// <summary>Does what a form asks for once the visitor has seen whose hours it changes.</summary>
internal static class Rehearsal
{
    /// <returns>The attempt; or what is to be shown first, and then nothing was stored.</returns>
    public static async Task<(Attempt Attempt, AffectedView? Ask)> Of(PageForm form, Func<BooleanParam?, Task<Attempt>> operation)
    {
        var rehearsed = await operation(new BooleanParam(true, null));
        var affected = AffectedIn(rehearsed);
        return rehearsed.Refused is not null || affected is not null && affected.Key != form[ConfirmedForm.Field]
            ? (rehearsed, affected)
            : (await operation(null), null);
    }

    public static AffectedView? AffectedIn(Attempt rehearsed) =>
        rehearsed.Answer is Ok<AffectedClaims> { Value: { } affected } ? AffectedView.Of(affected.Affected) : null;
}
