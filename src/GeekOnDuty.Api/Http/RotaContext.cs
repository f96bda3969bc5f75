using System.Reflection;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Http;

/// <summary>The rota of the route as visitors see it: from memory, so also when the database is away.</summary>
internal sealed class RotaContext(RotaCacheEntry live, CachedRotaState snapshot, bool isStale, HttpContext http)
    : IBindableFromHttpContext<RotaContext>
{
    /// <summary>Says of an answer that nobody has confirmed it against the database. RFC 9211.</summary>
    public const string Stale = "geek-on-duty; hit; detail=stale";

    public RotaCacheEntry Live => live;

    public Rota Rota => Stored.Rota;

    /// <summary>Whether what is answered may be older than a second.</summary>
    public bool IsStale { get; private set; } = isStale;

    public RotaState Timeline => snapshot.Timeline;

    public StoredRota Stored => snapshot.Timeline.Rota;

    public IReadOnlyDictionary<Guid, StoredOfficeHours> OfficeHours => snapshot.Timeline.OfficeHours;

    /// <summary>What `on-duty` answers now.</summary>
    public async Task<CachedOnDutyResponse> AnswerAtAsync(Instant now) => await AnswerAtAsync(live, now);

    /// <inheritdoc cref="AnswerAtAsync(Instant)"/>
    public static async Task<CachedOnDutyResponse> AnswerAtAsync(RotaCacheEntry live, Instant now)
    {
        while (true)
        {
            if (live.AnswerAt(now) is { } answer)
            {
                return answer;
            }

            await live.LoadAgainAsync(wholly: true);
            live.ThrowIfFailed();
            if (live.Snapshot is null)
            {
                throw RotaLocks.Gone();
            }
        }
    }

    /// <inheritdoc cref="RenderCache.GetOrRenderAsync"/>
    /// <returns>The answer to a GET.</returns>
    public async Task<RenderedViewResult> GetOrRenderAsync(string form, Instant now, Func<RotaState, Task<RenderedView>> make) =>
        // It may hold addresses of this site, which goes by the name that was asked for.
        new(await snapshot.SurfaceAsync($"{http.Request.OfSite()} {form}", now, make), now);

    /// <summary>What <paramref name="ask"/> answers: from memory, or where it depends on claims of other times, from the database.</summary>
    /// <param name="window">UTC; where the question lies.</param>
    /// <param name="ask">Null when the timeline does not reach far enough.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<(T Answer, RotaState Timeline)> AskAsync<T>(Interval window, Func<Timeline, T?> ask, CancellationToken ct)
        where T : class
    {
        if (ask(snapshot.Timeline.Timeline) is { } answer)
        {
            return (answer, snapshot.Timeline);
        }

        SpendAnonymous();
        var timelines = http.RequestServices.GetRequiredService<RotaLoader>();
        var loaded = await timelines.AskAsync(snapshot.Timeline.Rota.Id, window, ask, ct);
        IsStale = false;
        http.Response.Headers.Remove("Cache-Status");
        return loaded;
    }

    /// <inheritdoc cref="RateLimits.SpendAnonymous"/>
    public void SpendAnonymous() => http.RequestServices.GetRequiredService<RateLimits>().SpendAnonymous(http);

    public static async ValueTask<RotaContext?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        await OfAsync(context, (string)context.Request.RouteValues["rota"]!);

    /// <summary>The rota of that slug.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<RotaContext> OfAsync(HttpContext context, string slug)
    {
        var rotas = context.RequestServices.GetRequiredService<RotaCache>();
        if (rotas.Find(slug)?.Snapshot is null && Formats.IsSlug(slug))
        {
            context.RequestServices.GetRequiredService<RateLimits>().SpendAnonymous(context);
        }

        if (await rotas.GetAsync(slug) is not { Snapshot: { } snapshot } live)
        {
            throw RefusedException.Of(RefusalKind.NotFound, $"There is no rota {TextRules.Quote(slug)}.");
        }

        var isStale = rotas.IsStale(live);
        if (isStale && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers["Cache-Status"] = Stale;
        }

        context.Features.Set(snapshot.Timeline.Rota);
        return new RotaContext(live, snapshot, isStale, context);
    }
}
