using System.Globalization;
using System.Net.Mail;
using GeekOnDuty.Core.Hosting;

namespace GeekOnDuty.Core.Mail;

/// <summary>By which server mail is sent.</summary>
/// <param name="Host">Speaks SMTP (RFC 5321).</param>
/// <param name="Port">587, unless set.</param>
/// <param name="UserName">Null: it asks for none.</param>
/// <param name="Password">Null with the name.</param>
/// <param name="From">Who writes.</param>
/// <param name="StartTls">Whether nothing is said before the connection is encrypted (RFC 3207).</param>
public sealed record MailSettings(string Host, int Port, string? UserName, string? Password, MailAddress From, bool StartTls)
{
    private const int SubmissionPort = 587;

    /// <param name="configuration">`Mail__…`.</param>
    /// <param name="publicUrl">Where links in mails lead: never where some request says it was sent to.</param>
    /// <returns>Null when no `Mail__Host` is set.</returns>
    /// <exception cref="StartException">A value is wrong or missing; the message names it.</exception>
    public static MailSettings? Read(IConfiguration configuration, Uri? publicUrl)
    {
        var mail = configuration.GetSection("Mail");
        if (mail["Host"] is not { Length: > 0 } host)
        {
            return mail.GetChildren().FirstOrDefault(child => !string.IsNullOrEmpty(child.Value)) is { } stray
                ? throw new StartException($"Mail__{stray.Key} is set, and Mail__Host is not. Write which server sends the mail.")
                : null;
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw new StartException($"Mail__Host is '{host}'; write the name of a server alone, such as smtp.example.org.");
        }

        if (publicUrl is null)
        {
            throw new StartException(
                "Mail__Host is set, and GeekOnDuty__PublicUrl is not. Write where the links in mails lead, such as https://duty.example.org."
            );
        }

        var name = mail["UserName"];
        if (string.IsNullOrEmpty(name) != string.IsNullOrEmpty(mail["Password"]))
        {
            throw new StartException("Mail__UserName and Mail__Password go together; set both or neither.");
        }

        var startTls = mail["StartTls"]?.ToLowerInvariant() switch
        {
            null or "" or "true" => true,
            "false" => false,
            var other => throw new StartException($"Mail__StartTls is '{other}'; write true or false."),
        };
        if (!startTls && !string.IsNullOrEmpty(name))
        {
            throw new StartException(
                "Mail__StartTls is false, and Mail__Password would go over the wire as it is. Leave out one of them."
            );
        }

        return new MailSettings(
            host,
            ReadPort(mail["Port"]),
            string.IsNullOrEmpty(name) ? null : name,
            string.IsNullOrEmpty(name) ? null : mail["Password"],
            ReadFrom(mail["From"]),
            startTls
        );
    }

    private static int ReadPort(string? value) =>
        string.IsNullOrEmpty(value) ? SubmissionPort
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port
        : throw new StartException($"Mail__Port is '{value}'; write a number from 1 to 65535.");

    private static MailAddress ReadFrom(string? value) =>
        MailAddress.TryCreate(value, out var from)
            ? from
            : throw new StartException($"Mail__From is '{value}'; write an address, such as Geek on Duty <duty@example.org>.");
}
