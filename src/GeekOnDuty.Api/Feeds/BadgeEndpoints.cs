using System.Text;
using System.Xml.Linq;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Api.Feeds;

internal static class BadgeEndpoints
{
    private const string ContentType = "image/svg+xml; charset=utf-8";

    public static void MapBadge(this IEndpointRouteBuilder app) => app.MapGet("/{rota}/badge.svg", GetBadge).PublicForm();

    /// <summary>Who is on duty now, as a picture; `theme` is that of the page it stands on.</summary>
    private static async Task<RenderedViewResult> GetBadge(
        RotaContext rota,
        ThemeParam? theme,
        IClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetCurrentInstant();
        return await rota.GetOrRenderAsync($"badge {theme?.Value}", now, _ => DrawAsync(rota, theme?.Value, now, ct));
    }

    private static async Task<RenderedView> DrawAsync(RotaContext rota, Theme? theme, Instant now, CancellationToken ct)
    {
        var (answer, timeline) = await rota.AskAsync(new Interval(now, now), line => line.At(now), ct);
        var shown = timeline.Rota.Rota;
        var drawing = Badge.Draw(timeline.Describe(answer), shown.Name, Zones.InUse[shown.Zone], theme);
        var bytes = Encoding.UTF8.GetBytes(drawing.ToString(SaveOptions.DisableFormatting));
        return new RenderedView(new CachedResponse(bytes, ContentType), now, answer.Now.Until ?? Instant.MaxValue);
    }
}
