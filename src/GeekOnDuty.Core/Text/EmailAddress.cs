using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;

namespace GeekOnDuty.Core.Text;

/// <summary>An address that mail can be sent to (RFC 5321), as it is kept: without a name, in lower case.</summary>
public static class EmailAddress
{
    private const int Longest = 254;

    public static bool TryRead(string text, [NotNullWhen(true)] out string? address)
    {
        address =
            text.Length is > 2 and <= Longest
            && TextRules.Fault(text, Longest) is null
            && MailAddress.TryCreate(text, out var parsed)
            && parsed.Address == text
            && parsed.User.Length <= 64
            && text.All(c =>
                c is > ' ' and < '\x7f' and not ('<' or '>' or '"' or '(' or ')' or ',' or ';' or ':' or '\\' or '[' or ']')
            )
            && parsed.Host.Contains('.', StringComparison.Ordinal)
                ? text.ToLowerInvariant()
                : null;
        return address is not null;
    }
}
