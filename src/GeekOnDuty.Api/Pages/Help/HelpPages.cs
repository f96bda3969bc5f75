using System.Globalization;
using System.Text;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Api.Widget;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Help;

/// <summary>The help page of a rota, which a project can simply link to, and its other forms for people and terminals.</summary>
internal static class HelpPages
{
    /// <summary>A frame without script looks for changes of the rota so often, besides at each handover.</summary>
    private const int LongestWait = 3600;

    private static readonly MediaTypeHeaderValue Html = new("text/html") { Charset = "utf-8" };
    private static readonly MediaTypeHeaderValue Json = new("application/json") { Charset = "utf-8" };
    private static readonly MediaTypeHeaderValue Plain = new("text/plain") { Charset = "utf-8" };
    private static readonly Negotiation Forms = new(Html, Json, Plain);

    /// <summary>Programs that show what they get in a terminal. All others get a page: who makes a preview of a link names no type either.</summary>
    private static readonly string[] Terminals = ["curl/", "Wget/", "HTTPie/", "xh/", "PowerShell/"];

    public static void MapHelp(this IEndpointRouteBuilder app)
    {
        app.MapGet("/{rota:slug}", GetHelp).PublicForm();
        app.MapGet("/{rota}/embed", GetEmbed).PublicForm().MayBeFramed();
        app.MapGet("/{rota}/embed-code", GetEmbedCode).PublicForm().WithMetadata(ContentSecurity.WithFrames);
    }

    private static async Task<IResult> GetHelp(
        RotaContext rota,
        InstantParam? at,
        ZoneParam? zone,
        PageRenderer renderer,
        HttpContext http,
        IClock clock
    )
    {
        var ct = http.RequestAborted;
        if (Choose(http) is not { } form)
        {
            var accept = TextRules.Quote(http.Request.Headers.Accept.ToString());
            return Http.Problems.NotAcceptable.With(Words.Help.NotAForm(accept, Forms.Allowed));
        }

        if (form.Equals(Json))
        {
            return await OnDutyResult.OfAsync(rota, at?.Value, clock.GetCurrentInstant(), ct);
        }

        return form.Equals(Plain)
            ? await ShowLineAsync(rota, at, zone?.Value ?? DateTimeZone.Utc, clock, ct)
            : await ShowPageAsync(rota, at, zone?.Value, renderer, http, clock);
    }

    /// <summary>By `Accept`; where that leaves it open, by the program.</summary>
    private static MediaTypeHeaderValue? Choose(HttpContext http)
    {
        var (terminal, others) = (Forms.Choose(http.Request, Plain), Forms.Choose(http.Request, Html));
        http.Response.Headers.Vary = Equals(terminal, others)
            ? HeaderNames.Accept
            : $"{HeaderNames.Accept}, {HeaderNames.UserAgent}";
        var program = http.Request.Headers.UserAgent.ToString();
        return program.Length == 0 || Array.Exists(Terminals, each => program.Contains(each, StringComparison.OrdinalIgnoreCase))
            ? terminal
            : others;
    }

    private static Task<RenderedViewResult> ShowLineAsync(
        RotaContext rota,
        InstantParam? at,
        DateTimeZone zone,
        IClock clock,
        CancellationToken ct
    ) =>
        ShowAsync(
            rota,
            $"line {zone.Id}",
            at,
            clock,
            async now =>
            {
                var line = await LineAsync(rota, now, zone, ct);
                return Surface($"{line.Text}\n", Plain, now, line.Until);
            }
        );

    private static Task<RenderedViewResult> ShowPageAsync(
        RotaContext rota,
        InstantParam? at,
        DateTimeZone? chosen,
        PageRenderer renderer,
        HttpContext http,
        IClock clock
    ) =>
        ShowAsync(
            rota,
            $"help {chosen?.Id}",
            at,
            clock,
            async now =>
            {
                var reader = await ReaderAsync(rota, now, chosen, at is null, http.RequestAborted);
                var page = await renderer.RenderAsync<HelpPage>(
                    new()
                    {
                        [nameof(HelpPage.Help)] = reader.Read(),
                        [nameof(HelpPage.Links)] = new RotaLinks(http.Request.OfSite(), rota.Rota.Slug),
                        [nameof(HelpPage.IsListed)] = rota.Rota is { Visibility: Visibility.Public, Archived: false },
                        [nameof(HelpPage.ChosenZone)] = chosen?.Id,
                        [nameof(HelpPage.At)] = at is { Value: var asked } ? Formats.Instants.Format(asked) : null,
                    }
                );
                return Surface(page, Html, now, reader.Until);
            }
        );

    private static async Task<RenderedViewResult> GetEmbed(
        RotaContext rota,
        [AsParameters] EmbedParams asked,
        PageRenderer renderer,
        HttpContext http,
        IClock clock
    )
    {
        var (show, zone, theme) = asked;
        var parts = show?.Value ?? ShowParam.Otherwise;
        var links = new RotaLinks(http.Request.OfSite(), rota.Rota.Slug);
        var now = clock.GetCurrentInstant();
        var shown = await rota.GetOrRenderAsync(
            $"embed {parts} {zone?.Value?.Id} {theme?.Value}",
            now,
            async _ =>
            {
                var reader = await ReaderAsync(rota, now, zone?.Value, isPresent: true, http.RequestAborted);
                var page = await renderer.RenderAsync<EmbedPage>(
                    new()
                    {
                        [nameof(EmbedPage.Help)] = reader.Read(),
                        [nameof(EmbedPage.Links)] = links,
                        [nameof(EmbedPage.Parts)] = parts,
                        [nameof(EmbedPage.Theme)] = theme?.Value,
                        [nameof(EmbedPage.ChosenZone)] = zone?.Value?.Id,
                    }
                );
                return Surface(page, Html, now, reader.Until);
            }
        );

        // A header, as the page itself must be the same whenever it is asked for.
        var wait = Math.Min(LongestWait, (int)Math.Ceiling((shown.Surface.Until - now).TotalSeconds));
        http.Response.Headers["Refresh"] = wait.ToString(CultureInfo.InvariantCulture);
        return shown;
    }

    private static async Task<RenderedViewResult> GetEmbedCode(
        RotaContext rota,
        ZoneParam? zone,
        WidgetScript widget,
        PageRenderer renderer,
        HttpContext http,
        IClock clock
    )
    {
        var links = new RotaLinks(http.Request.OfSite(), rota.Rota.Slug);
        return await ShowAsync(
            rota,
            $"embed-code {zone?.Value?.Id}",
            null,
            clock,
            async now =>
            {
                var line = await LineAsync(rota, now, DateTimeZone.Utc, http.RequestAborted);
                var page = await renderer.RenderAsync<EmbedCodePage>(
                    new()
                    {
                        [nameof(EmbedCodePage.Links)] = links,
                        [nameof(EmbedCodePage.Name)] = rota.Rota.Name,
                        [nameof(EmbedCodePage.Description)] = rota.Rota.Description,
                        [nameof(EmbedCodePage.IsListed)] = rota.Rota is { Visibility: Visibility.Public, Archived: false },
                        [nameof(EmbedCodePage.Pin)] = new WidgetPin(widget.ImmutablePath, widget.Integrity),
                        [nameof(EmbedCodePage.Line)] = line.Said,
                        [nameof(EmbedCodePage.ChosenZone)] = zone?.Value?.Id,
                    }
                );
                return Surface(page, Html, now, line.Until);
            }
        );
    }

    private static async Task<TextLine> LineAsync(RotaContext rota, Instant now, DateTimeZone zone, CancellationToken ct)
    {
        if (rota.Stored.ArchivedAt <= now)
        {
            return new TextLine(Phrase.Of(Words.Help.Archived), Instant.MaxValue);
        }

        var (answer, timeline) = await rota.AskAsync(new Interval(now, now), line => line.At(now), ct);
        return TextLine.Of(timeline.Describe(answer), now, zone);
    }

    /// <param name="at">Null: now. What is asked for another instant is made for each request.</param>
    private static async Task<RenderedViewResult> ShowAsync(
        RotaContext rota,
        string form,
        InstantParam? at,
        IClock clock,
        Func<Instant, Task<RenderedView>> make
    )
    {
        if (at is { Value: var then })
        {
            return new RenderedViewResult(await make(then), null);
        }

        var now = clock.GetCurrentInstant();
        return await rota.GetOrRenderAsync(form, now, _ => make(now));
    }

    private static async Task<HelpReader> ReaderAsync(
        RotaContext rota,
        Instant now,
        DateTimeZone? chosen,
        bool isPresent,
        CancellationToken ct
    )
    {
        var zone = chosen ?? Zones.InUse[rota.Rota.Zone];
        var window = WeekAhead.Window(now, zone);
        var (ahead, timeline) = await rota.AskAsync(window, line => WeekAhead.Of(line, window), ct);
        return new HelpReader(timeline, ahead, now, zone, isPresent);
    }

    private static RenderedView Surface(string text, MediaTypeHeaderValue type, Instant from, Instant until) =>
        new(new CachedResponse(Encoding.UTF8.GetBytes(text), type.ToString()), from, until);
}
