using System.Collections.Concurrent;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using System.Threading.Channels;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Mail;

/// <summary>A letter that was not sent anywhere, for whoever sits at this machine.</summary>
public sealed record CapturedEmail(EmailMessage Letter, Instant At);

/// <summary>
/// Takes letters and sends them by and by, so that no request waits for a mail server, nor shows by its time whether there was anything to
/// send. Without a mail server the embedded default keeps them to be read at `/mail`.
/// </summary>
public sealed class EmailQueue(
    MailSettings? settings,
    Database database,
    IClock clock,
    TimeProvider time,
    ILogger<EmailQueue> log
) : BackgroundService
{
    private const int MostWaiting = 1000;
    private const int MostKept = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private const int SentAtOnce = 4;

    /// <summary>Also for servers that put off whom they do not know. A link is still good after all of them.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(15),
        TimeSpan.FromSeconds(60),
        TimeSpan.FromMinutes(5),
    ];

    private readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(MostWaiting);
    private readonly ConcurrentQueue<CapturedEmail> kept = new();

    /// <summary>Whether a letter reaches anybody.</summary>
    public bool IsOpen => settings is not null || KeepsLetters;

    /// <summary>Whether letters are only kept here.</summary>
    public bool KeepsLetters => settings is null && database.IsEmbedded;

    /// <summary>The last ones first.</summary>
    public IReadOnlyList<CapturedEmail> Kept => [.. kept.Reverse()];

    /// <summary>Returns at once. A letter that is refused, or cannot be handed over within minutes, is given up, and that is logged.</summary>
    public void Send(EmailMessage letter)
    {
        if (KeepsLetters)
        {
            Keep(letter);
        }
        else if (settings is not null && !waiting.Writer.TryWrite(new Waiting(letter, 0)))
        {
            log.LogError("A mail was not sent, as {Count} are waiting already", MostWaiting);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForEachAsync(
            waiting.Reader.ReadAllAsync(stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = SentAtOnce, CancellationToken = stoppingToken },
            DeliverAsync
        );

    private void Keep(EmailMessage letter)
    {
        kept.Enqueue(new CapturedEmail(letter, clock.GetCurrentInstant()));
        while (kept.Count > MostKept)
        {
            kept.TryDequeue(out _);
        }

        Console.WriteLine($"A mail to {letter.To}, which is only kept here and at /mail: {letter.Subject}");
        Console.WriteLine(letter.Text);
    }

    /// <summary>Whatever goes wrong with one letter is no reason to send no others.</summary>
    private async ValueTask DeliverAsync(Waiting due, CancellationToken ct)
    {
        try
        {
            await SendAsync(due.Letter, settings!, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            if (due.Attempt < Pauses.Length && fault is not SmtpException { StatusCode: >= SmtpStatusCode.CommandUnrecognized })
            {
                log.LogWarning("A mail could not be handed to {Host} yet: {Reason}", settings!.Host, ReasonOf(fault));
                _ = LaterAsync(due, ct);
            }
            else
            {
                log.LogError("A mail could not be handed to {Host}: {Reason}", settings!.Host, ReasonOf(fault));
            }
        }
    }

    private async Task LaterAsync(Waiting due, CancellationToken ct)
    {
        await Task.Delay(Pauses[due.Attempt], time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ct.IsCancellationRequested && !waiting.Writer.TryWrite(due with { Attempt = due.Attempt + 1 }))
        {
            log.LogError("A mail was not sent, as {Count} are waiting already", MostWaiting);
        }
    }

    /// <summary>Not what the server answers, which may name whom it was for.</summary>
    private static string ReasonOf(Exception fault) =>
        fault is SmtpException { StatusCode: not SmtpStatusCode.GeneralFailure } refused
            ? $"{(int)refused.StatusCode} {refused.StatusCode}"
            : fault.GetBaseException().Message;

    private static async Task SendAsync(EmailMessage letter, MailSettings server, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        using var client = new SmtpClient(server.Host, server.Port)
        {
            EnableSsl = server.StartTls,
            Credentials = server.UserName is null ? null : new NetworkCredential(server.UserName, server.Password),
        };
        using var message = new MailMessage(server.From, new MailAddress(letter.To))
        {
            Subject = letter.Subject,
            SubjectEncoding = Encoding.UTF8,
        };
        message.Headers["Message-ID"] = $"<{Guid.NewGuid():N}@{server.From.Host}>";
        message.Headers["Auto-Submitted"] = "auto-generated";
        message.AlternateViews.Add(View(letter.Text.ReplaceLineEndings("\r\n"), MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(letter.Html.ReplaceLineEndings("\r\n"), MediaTypeNames.Text.Html));
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {Patience.TotalSeconds} s.", late);
        }
    }

    private static AlternateView View(string body, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(body, Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.QuotedPrintable;
        return view;
    }

    private sealed record Waiting(EmailMessage Letter, int Attempt);
}
