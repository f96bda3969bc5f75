using System.Net;
using System.Net.Sockets;
using Xunit;

namespace GeekOnDuty.Api.Tests.Start;

/// <summary>A wrong value stops the start and is named, and nothing has been touched by then.</summary>
public sealed class WrongSettingTests
{
    private const string Data = "GeekOnDuty__DataDirectory";
    private const string Connection = "ConnectionStrings__GeekOnDuty";

    [Theory]
    [InlineData("GeekOnDuty__Demo", "maybe", "write true or false")]
    [InlineData("GeekOnDuty__AdminToken", "short", "at least 16")]
    [InlineData("GeekOnDuty__AdminToken", "a-token-of-another-make", "begin with geek_")]
    [InlineData("GeekOnDuty__PostgresBinaries", "/nowhere", "initdb, pg_ctl, postgres missing")]
    [InlineData(Connection, "garbage", "Host=")]
    [InlineData(Connection, "Database=geek;Username=geek", "names no host")]
    [InlineData(Connection, "Host=db;Port=five", "port")]
    [InlineData(Connection, "Host=db;Target Session Attributes=primary", "multiple hosts")]
    [InlineData("GeekOnDuty__Proxies", "10.0.0.1,proxy", "'proxy'; write addresses and networks")]
    [InlineData("GeekOnDuty__Proxies", "10.0.0.0/33", "10.0.0.0/8")]
    [InlineData("GeekOnDuty__Proxies", "10", "'10'")]
    [InlineData("Logos__AllowPrivateAddresses", "yes", "write true or false")]
    [InlineData("RateLimits__Enabled", "off", "write true or false")]
    [InlineData("RateLimits__WritesPerMinute", "0", "from 1 to 1000000")]
    [InlineData("RateLimits__ClaimsPerMinute", "-1", "from 1 to 1000000")]
    [InlineData("RateLimits__AnonymousPerMinute", "many", "from 1 to 1000000")]
    [InlineData("RateLimits__SignInsPerMinute", "1.5", "from 1 to 1000000")]
    [InlineData("RateLimits__SignInsPerHour", "1000001", "from 1 to 1000000")]
    [InlineData("RateLimits__WritesPerMinut", "60", "WritesPerMinute")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "http://localhost:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense", "http://localhost:4317")]
    [InlineData("GeekOnDuty__PublicUrl", "duty.example.org", "https://duty.example.org")]
    [InlineData("Mail__Port", "587", "Mail__Host is not")]
    [InlineData("Mail__Host", "smtp.example.org", "GeekOnDuty__PublicUrl is not")]
    [InlineData("Mail__Host", "smtp://smtp.example.org", "the name of a server alone")]
    [InlineData("SignIn__GitHub__ClientId", "1", "SignIn__GitHub__ClientSecret must be set too")]
    [InlineData("SignIn__OAuth__Scope", "email", "SignIn__OAuth__TokenEndpoint")]
    [InlineData("ASPNETCORE_URLS", "nonsense", "http://localhost:5080")]
    [InlineData("ASPNETCORE_URLS", "ftp://localhost:5080", "neither http nor https")]
    [InlineData("ASPNETCORE_URLS", "http://localhost:99999", "0–65535")]
    [InlineData("ASPNETCORE_URLS", "http://localhost:five", "no number")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:0;http://localhost:0", "http://127.0.0.1:0")]
    [InlineData("ASPNETCORE_URLS", "http://localhost:5080/help", "has a path")]
    [InlineData("ASPNETCORE_URLS", "http://192.0.2.7:5080", "does not have that address")]
    public async Task A_wrong_value_is_named_with_what_is_allowed(string setting, string value, string allowed)
    {
        await using var folder = new DataFolder();
        await using var run = ProgramRun.Start(folder.Setting, (setting, value));

        await ShouldNameAsync(run, setting, allowed, folder);
    }

    [Theory]
    [InlineData("Mail__Port", "smtp", "1 to 65535")]
    [InlineData("Mail__Port", "0", "1 to 65535")]
    [InlineData("Mail__From", "nobody", "duty@example.org")]
    [InlineData("Mail__StartTls", "perhaps", "true or false")]
    [InlineData("Mail__StartTls", "false", "Mail__Password")]
    [InlineData("Mail__Password", "", "go together")]
    [InlineData("SignIn__OAuth__TokenEndpoint", "http://id.example.org/token", "https URL")]
    [InlineData("SignIn__OAuth__AuthorizationEndpoint", "authorize", "https URL")]
    [InlineData("SignIn__OAuth__ClientSecret", "", "must be set too")]
    public async Task A_wrong_value_among_right_ones_is_named(string setting, string value, string allowed)
    {
        await using var folder = new DataFolder();
        await using var run = ProgramRun.Start([
            folder.Setting,
            ("GeekOnDuty__PublicUrl", "https://duty.example.org"),
            ("Mail__Host", "smtp.example.org"),
            ("Mail__UserName", "duty"),
            ("Mail__Password", "between us"),
            ("Mail__From", "duty@example.org"),
            ("SignIn__OAuth__Name", "Example ID"),
            ("SignIn__OAuth__ClientId", "1"),
            ("SignIn__OAuth__ClientSecret", "2"),
            ("SignIn__OAuth__AuthorizationEndpoint", "https://id.example.org/authorize"),
            ("SignIn__OAuth__TokenEndpoint", "https://id.example.org/token"),
            ("SignIn__OAuth__UserInformationEndpoint", "https://id.example.org/user"),
            (setting, value),
        ]);

        await ShouldNameAsync(run, setting, allowed, folder);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_before_the_database_is_touched()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var folder = new DataFolder();
        await using var run = ProgramRun.Start(folder.Setting, ("ASPNETCORE_URLS", $"http://localhost:{port}"));

        var refusal = await run.IsRefusedAsync();

        Assert.Contains($"port {port} is taken by another program. Set ASPNETCORE_URLS", refusal, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_or_cannot_be_made_is_named()
    {
        await using var folder = new DataFolder();
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        foreach (var wrong in new[] { file, Path.Combine(file, "below"), "/proc/nothing-can-be-made-here" })
        {
            await using var run = ProgramRun.Start((Data, wrong));
            var refusal = await run.IsRefusedAsync();
            Assert.Contains(wrong, refusal, StringComparison.Ordinal);
            Assert.Contains($"Set {Data} to a folder that can be written", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Data_of_another_Postgres_are_named_and_left_alone()
    {
        await using var folder = new DataFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "pg"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "pg", "PG_VERSION"), "9\n", TestContext.Current.CancellationToken);
        await using var run = ProgramRun.Start(folder.Setting);

        var refusal = await run.IsRefusedAsync();

        Assert.Contains("are of Postgres 9", refusal, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", refusal, StringComparison.Ordinal);
        Assert.Equal(
            ["pg", "pg/PG_VERSION"],
            Directory
                .EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories)
                .Select(entry => Path.GetRelativePath(folder.Path, entry))
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>The start must be refused by the name of the setting and what it may be, before a database is set up.</summary>
    private static async Task ShouldNameAsync(ProgramRun run, string setting, string allowed, DataFolder folder)
    {
        var refusal = await run.IsRefusedAsync();

        Assert.Contains(setting, refusal, StringComparison.Ordinal);
        Assert.Contains(allowed, refusal, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "pg")), "A database was set up.");
    }
}
