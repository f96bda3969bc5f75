using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.Tests.Start;
using Xunit;

namespace GeekOnDuty.Api.Tests.SignIn;

/// <summary>Mail as it leaves the program, a process of its own, and comes to a real server.</summary>
public sealed partial class MailTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_link_comes_by_STARTTLS_as_text_and_as_HTML_and_signs_in()
    {
        using var certificate = new OwnCertificate();
        var (server, port) = await MailServer.StartAsync(certificate);
        await using var _ = server;
        await using var run = Run(port, certificate);
        using var client = await run.IsReadyAsync();
        using var browser = new Browser(client.BaseAddress!);
        await AskAsync(browser, "Grace@example.org");

        var mail = await server.NextAsync();
        Assert.True(mail.Secure);
        Assert.Equal(MailServer.UserName, mail.User);
        Assert.Equal("duty@example.org", mail.From);
        Assert.Equal(["grace@example.org"], mail.To);

        var (headers, body) = Split(mail.Raw);
        var names = headers.Select(header => header.Name.ToLowerInvariant()).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("grace@example.org", Value(headers, "To"));
        Assert.Contains("<duty@example.org>", Value(headers, "From"), StringComparison.Ordinal);
        Assert.Matches("^<[0-9a-f]{32}@example.org>$", Value(headers, "Message-ID"));
        Assert.Equal("auto-generated", Value(headers, "Auto-Submitted"));
        Assert.Contains("date", names);
        Assert.DoesNotContain(names, name => name is "bcc" or "cc" or "x-mailer");
        Assert.StartsWith("multipart/alternative", Value(headers, "Content-Type"), StringComparison.Ordinal);

        var parts = Parts(Value(headers, "Content-Type"), body);
        Assert.Equal(["text/plain", "text/html"], parts.Select(part => part.Type));
        var link = Links().Match(parts[0].Text).Value;
        Assert.StartsWith("http://duty.example.org/sign-in/geek_", link, StringComparison.Ordinal);
        Assert.Equal([link], Links().Matches(parts[1].Text).Select(match => match.Value).Distinct(StringComparer.Ordinal));
        Assert.DoesNotContain("<img", parts[1].Text, StringComparison.Ordinal);

        (
            await browser.UseAsync(new Uri(link).AbsolutePath["/sign-in/".Length..], ("displayName", "Grace"), ("zone", "UTC"))
        ).ShouldLeadTo("/me");
        (await browser.GetAsync("/me")).ShouldBe(200, "grace@example.org");
        Assert.DoesNotContain(run.Output, line => line.Contains(link[^43..], StringComparison.Ordinal));
        Assert.DoesNotContain(run.Output, line => line.Contains("grace@", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_server_that_is_away_or_puts_off_is_asked_again_and_no_request_waits_for_it()
    {
        using var certificate = new OwnCertificate();
        var port = MailServer.FreePort();
        await using var run = Run(port, certificate);
        using var client = await run.IsReadyAsync();
        using var browser = new Browser(client.BaseAddress!);
        // Answered, while there is no server at all.
        await AskAsync(browser, "alan@example.org");
        await run.SaysAsync("could not be handed to localhost yet");

        var (server, _) = await MailServer.StartAsync(certificate, port, ("REFUSE", "1"));
        await using var __ = server;
        Assert.Equal(["alan@example.org"], (await server.NextAsync()).To);
        await run.SaysAsync("450 MailboxBusy");
    }

    [Theory]
    [InlineData(true, "secure connections")]
    [InlineData(false, "certificate")]
    public async Task Nothing_is_said_to_a_server_without_STARTTLS_or_with_a_certificate_that_nobody_trusts(
        bool isHidden,
        string why
    )
    {
        using var certificate = new OwnCertificate();
        var (server, port) = await MailServer.StartAsync(certificate, 0, ("HIDE_STARTTLS", isHidden ? "1" : "0"));
        await using var _ = server;
        await using var run = Run(port, isHidden ? certificate : null);
        using var client = await run.IsReadyAsync();
        using var browser = new Browser(client.BaseAddress!);
        await AskAsync(browser, "edsger@example.org");
        Assert.Contains(why, await run.SaysAsync("could not be handed to localhost yet"), StringComparison.Ordinal);
        Assert.True(server.HasNone);
        (await browser.GetAsync("/sign-in")).ShouldBe(200);
    }

    [Fact]
    public async Task Without_a_mail_server_the_embedded_default_shows_mails_on_the_console_and_to_this_machine_alone()
    {
        await using var folder = new DataFolder();
        await using var run = ProgramRun.Start(folder.Setting, ("GeekOnDuty__Demo", "false"));
        using var client = await run.IsReadyAsync();
        using var browser = new Browser(client.BaseAddress!);
        await AskAsync(browser, "ada@example.org");
        (await browser.GetAsync("/sign-in/sent")).ShouldBe(200, "/mail");
        var link = new Uri(Links().Match(await run.SaysAsync($"{client.BaseAddress}sign-in/geek_")).Value).AbsolutePath;
        (await browser.GetAsync("/mail")).ShouldBe(200, link);
        foreach (
            var (name, value) in new[]
            {
                ("X-Forwarded-For", "192.0.2.1"),
                ("Forwarded", "for=192.0.2.1"),
                ("Host", "evil.example"),
            }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/mail");
            request.Headers.TryAddWithoutValidation(name, value);
            (await browser.SendAsync(request)).ShouldBe(404);
        }

        using (var old = new HttpRequestMessage(HttpMethod.Get, "/mail") { Version = new Version(1, 0) })
        {
            (await browser.SendAsync(old)).ShouldBe(404);
        }

        (await browser.UseAsync(link["/sign-in/".Length..], ("displayName", "Ada"), ("zone", "UTC"))).ShouldLeadTo("/me");
        await run.StopAsync();
    }

    private static async Task AskAsync(Browser browser, string address)
    {
        await browser.GetAsync("/sign-in");
        (await browser.PostAsync("/sign-in", ("email", address), ("return", "/me"))).ShouldLeadTo("/sign-in/sent");
    }

    /// <param name="port">Of the mail server.</param>
    /// <param name="trusted">Null: what the machine trusts.</param>
    private ProgramRun Run(int port, OwnCertificate? trusted) =>
        ProgramRun.Start([
            ("ConnectionStrings__GeekOnDuty", db.ConnectionString),
            ("GeekOnDuty__PublicUrl", "http://duty.example.org"),
            ("Mail__Host", "localhost"),
            ("Mail__Port", port.ToString(CultureInfo.InvariantCulture)),
            ("Mail__UserName", MailServer.UserName),
            ("Mail__Password", MailServer.Password),
            ("Mail__From", "Geek on Duty <duty@example.org>"),
            .. trusted is null ? Array.Empty<(string, string)>() : [("SSL_CERT_FILE", trusted.Path)],
        ]);

    private static (IReadOnlyList<(string Name, string Value)> Headers, string Body) Split(string raw)
    {
        var end = raw.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = raw[..end].Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal);
        return (
            [.. lines.Split("\r\n").Select(line => line.Split(':', 2)).Select(parts => (parts[0], parts[1].Trim()))],
            raw[(end + 4)..]
        );
    }

    private static string Value(IReadOnlyList<(string Name, string Value)> headers, string name) =>
        Assert.Single(headers, header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static IReadOnlyList<(string Type, string Text)> Parts(string type, string body)
    {
        var boundary = Boundaries().Match(type).Groups["boundary"].Value;
        return
        [
            .. body.Split($"--{boundary}")[1..^1]
                .Select(part => Split(part.TrimStart('\r', '\n')))
                .Select(part =>
                {
                    Assert.Equal("quoted-printable", Value(part.Headers, "Content-Transfer-Encoding"));
                    return (Value(part.Headers, "Content-Type").Split(';')[0], Decode(part.Body));
                }),
        ];
    }

    private static string Decode(string quoted) =>
        Encoding.UTF8.GetString(
            Encoding.Latin1.GetBytes(
                Escapes()
                    .Replace(
                        quoted.Replace("=\r\n", "", StringComparison.Ordinal),
                        match => ((char)Convert.ToInt32(match.Value[1..], 16)).ToString()
                    )
            )
        );

    [GeneratedRegex("https?://[^\\s\"<]+/sign-in/[A-Za-z0-9_-]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();

    [GeneratedRegex("boundary=\"?(?<boundary>[^\";]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Boundaries();

    [GeneratedRegex("=[0-9A-F]{2}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escapes();
}
