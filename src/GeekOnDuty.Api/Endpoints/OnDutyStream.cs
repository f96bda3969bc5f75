using System.Buffers;
using System.Net.Mime;
using System.Reflection;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using NodaTime;

namespace GeekOnDuty.Api.Endpoints;

/// <summary>
/// Tells one client who is on duty, again and again. Each client is served by a loop of its own that always writes the present state, so one
/// that reads slowly misses what was in between and holds nobody up.
/// </summary>
internal sealed class OnDutyStream(RotaCacheEntry rota, IClock clock, TimeProvider time, CancellationToken stopping)
    : IResult,
        IEndpointMetadataProvider
{
    private static readonly TimeSpan CommentEvery = TimeSpan.FromSeconds(15);

    /// <summary>The clock of the machine may be set while we wait, so it is asked this often.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaTypeNames.Text.EventStream;
        response.Headers.CacheControl = "no-store";
        // nginx would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        if (httpContext.Features.Get<HeadRequest>() is not null)
        {
            return;
        }

        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        rota.Watch(begins: true);
        try
        {
            await TellAsync(response.BodyWriter, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client has gone, or the server goes.
        }
        catch (RefusedException)
        {
            // The rota was deleted: there is nothing more to tell.
        }
        finally
        {
            rota.Watch(begins: false);
        }
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(string), [MediaTypeNames.Text.EventStream]));

    private async Task TellAsync(System.IO.Pipelines.PipeWriter writer, CancellationToken ct)
    {
        CachedOnDutyResponse? told = null;
        var toldAt = time.GetTimestamp();
        while (true)
        {
            var changed = rota.Changed;
            var now = clock.GetCurrentInstant();
            var answer = await RotaContext.AnswerAtAsync(rota, now);
            if (answer.ETag != told?.ETag)
            {
                writer.Write("event: on-duty\ndata: "u8);
                writer.Write(answer.Bytes);
                writer.Write("\n\n"u8);
                await writer.FlushAsync(ct);
                (told, toldAt) = (answer, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(toldAt) >= CommentEvery)
            {
                writer.Write(":\n\n"u8);
                await writer.FlushAsync(ct);
                toldAt = time.GetTimestamp();
            }

            var handover = answer.Until - clock.GetCurrentInstant();
            var wait = handover < Duration.FromTimeSpan(LookEvery) ? handover.ToTimeSpan() : LookEvery;
            if (wait > TimeSpan.Zero)
            {
                await Task.WhenAny(changed, Task.Delay(wait + TimeSpan.FromMilliseconds(1), time, ct));
                ct.ThrowIfCancellationRequested();
            }
        }
    }
}
