using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>The standing claims of a rota, for its coordinators.</summary>
internal static class StandingPages
{
    internal static async Task<RazorComponentResult> List(
        RouteRota rota,
        Caller caller,
        StandingClaimSummaries summaries,
        string? done
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        var now = caller.Now;
        var times = new ViewClock(Zones.InUse[rota.Rota.Zone], new Interval(now, now + Duration.FromHours(1)));
        var details = await summaries.DetailsAsync(rota.Id, null, Guid.Empty, Choice.Most, now, caller.Ct);
        return PageConventions.Show<StandingListPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                Zone = times.Text,
                Standing = details
                    .Select(each => StandingClaimView.Of(each, byCoordinator: true, times, now))
                    .OrderBy(each => each.Holder, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(each => each.Title, StringComparer.Ordinal)
                    .ThenBy(each => each.Id)
                    .ToList(),
                Done = done,
            }
        );
    }

    internal static async Task<Results<RedirectHttpResult, ProblemHttpResult>> End(
        RouteRota rota,
        PageForm form,
        Caller caller,
        EndStandingClaim endStandingClaim
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        if (!Guid.TryParseExact(form["standing"], "D", out var id))
        {
            return Http.Problems.NoSuch("standing claim");
        }

        var request = new EndStandingClaimRequest(rota, id);
        var outcome = await endStandingClaim.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused
            ? outcome.Refusal.ToProblem()
            : TypedResults.Redirect($"/{rota.Rota.Slug}/manage/standing-claims?done=stopped");
    }
}
