using System.Collections.Concurrent;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using System.Threading.Channels;
using GeekOnDuty.Api.Postgres;
using NodaTime;

namespace GeekOnDuty.Api.Mail;

/// <summary>A letter that was not sent anywhere, for whoever sits at this machine.</summary>
public sealed record KeptLetter(Letter Letter, Instant At);

/// <summary>
/// Takes letters and sends them one after the other, so that no request waits for a mail server, nor shows by its time whether there was
/// anything to send. Without a mail server the embedded default keeps them to be read at `/mail`.
/// </summary>
internal sealed class PostOffice(
    MailSettings? settings,
    Database database,
    IClock clock,
    TimeProvider time,
    ILogger<PostOffice> log
) : BackgroundService
{
    private const int MostWaiting = 1000;
    private const int MostKept = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60)];

    private readonly Channel<Letter> waiting = Channel.CreateBounded<Letter>(MostWaiting);
    private readonly ConcurrentQueue<KeptLetter> kept = new();

    /// <summary>Whether a letter reaches anybody.</summary>
    public bool IsOpen => settings is not null || KeepsLetters;

    /// <summary>Whether letters are only kept here.</summary>
    public bool KeepsLetters => settings is null && database.IsEmbedded;

    /// <summary>The last ones first.</summary>
    public IReadOnlyList<KeptLetter> Kept => [.. kept.Reverse()];

    /// <summary>Returns at once. A letter that cannot be delivered in about a minute is given up, and that is logged.</summary>
    public void Send(Letter letter)
    {
        if (KeepsLetters)
        {
            Keep(letter);
        }
        else if (settings is not null && !waiting.Writer.TryWrite(letter))
        {
            log.LogError("A mail was not sent, as {Count} are waiting already", MostWaiting);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var letter in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            await DeliverAsync(letter, settings!, stoppingToken);
        }
    }

    private void Keep(Letter letter)
    {
        kept.Enqueue(new KeptLetter(letter, clock.GetCurrentInstant()));
        while (kept.Count > MostKept)
        {
            kept.TryDequeue(out _);
        }

        Console.WriteLine($"A mail to {letter.To}, which is only kept here and at /mail: {letter.Subject}");
        Console.WriteLine(letter.Text);
    }

    private async Task DeliverAsync(Letter letter, MailSettings server, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await SendAsync(letter, server, ct);
                return;
            }
            catch (Exception fault)
                when (fault is SmtpException or IOException or TimeoutException && !ct.IsCancellationRequested)
            {
                // Neither whom it was for nor what it says: it opens a session.
                log.LogWarning("A mail could not be handed to {Host}: {Reason}", server.Host, fault.Message);
                if (attempt == Pauses.Length || fault is SmtpFailedRecipientException)
                {
                    return;
                }

                await Task.Delay(Pauses[attempt], time, ct);
            }
        }
    }

    private static async Task SendAsync(Letter letter, MailSettings server, CancellationToken ct)
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
}
