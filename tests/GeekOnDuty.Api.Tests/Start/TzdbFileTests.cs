using System.Net.Http.Json;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Tzdb;
using GeekOnDuty.Core.Hosting;
using GeekOnDuty.Core.Text;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Start;

/// <summary>The tz database of a file that the settings name.</summary>
public sealed class TzdbFileTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Setting = "GeekOnDuty__TzdbFile";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_version_is_shown_used_and_moves_claims_and_the_way_back_moves_them_back()
    {
        // Far ahead, as the program's clock is the real one.
        const string date = "2090-12-01";
        const string old = "2090-12-01T15:00:00Z/2090-12-01T18:00:00Z";
        const string own = "2090-12-01T14:00:00Z/2090-12-01T17:00:00Z";
        Guid hours,
            claim;
        await using (var app = await TestApp.StartAsync(db, RunningApp.Now))
        {
            var rota = await app.Given.RotaAsync();
            hours = await app.Given.OfficeHoursAsync(rota, "America/Winnipeg");
            var ada = await app.Given.PersonAsync("Ada", rota);
            claim = await db.HoldAsync(hours, date, TzdbSteps.During(own), ada.Id);
        }

        await using var folder = new DataFolder();
        var older = await FileAsync(folder, "2026d");
        await using (var run = ProgramRun.Start(Database, (Setting, older)))
        {
            using var client = await run.ListensAsync();
            Assert.Equal("2026d", await ReadyAsync(client));
            Assert.Equal(("2026d", old), await PreviewAsync(client, date));
            Assert.Equal(old, (await db.ClaimAsync(claim)).During);
            Assert.Equal("2026d", await db.VersionAsync());
            var said = await run.SaysAsync($"claim {claim}");
            var (before, after) = (own.Replace('/', '–'), old.Replace('/', '–'));
            Assert.EndsWith(
                $"tz database {TzdbSteps.InUse} → 2026d: claim {claim} in office hours {hours} on {date}, {before}, moves to {after}",
                JsonDocument.Parse(said).RootElement.GetProperty("Message").GetString(),
                StringComparison.Ordinal
            );
            await run.SaysAsync("2026d: 1 claims moved, 0 released");
            await run.StopAsync();
        }

        await using (var run = ProgramRun.Start(Database, (Setting, "")))
        {
            using var client = await run.ListensAsync();
            Assert.Equal(TzdbSteps.InUse, await ReadyAsync(client));
            Assert.Equal((TzdbSteps.InUse, own), await PreviewAsync(client, date));
            Assert.Equal(own, (await db.ClaimAsync(claim)).During);
            await run.SaysAsync($"{TzdbSteps.InUse}: 1 claims moved, 0 released");
            await run.StopAsync();
        }

        await using (var run = ProgramRun.Start(Database))
        {
            using var client = await run.ListensAsync();
            Assert.DoesNotContain(run.Output, line => line.Contains("tz database", StringComparison.Ordinal));
            await run.StopAsync();
        }

        Assert.Equal(2, (await db.ChangesAsync(claim)).Count);
    }

    [Fact]
    public async Task A_zone_that_is_stored_and_missing_in_the_file_stops_the_start_and_is_named()
    {
        await using (var app = await TestApp.StartAsync(db, RunningApp.Now))
        {
            var rota = await app.Given.RotaAsync();
            await app.Given.OfficeHoursAsync(rota, "America/Coyhaique");
            await app.Given.PersonAsync("Ada", rota, zone: "Europe/Kyiv");
        }

        await using var folder = new DataFolder();
        var older = await FileAsync(folder, "2019c");
        var version = await db.VersionAsync();
        await using var run = ProgramRun.Start(Database, (Setting, older));

        var refusal = await run.IsRefusedAsync();

        Assert.Contains(
            $"The tz database 2019c of {older} lacks America/Coyhaique, Europe/Kyiv,",
            refusal,
            StringComparison.Ordinal
        );
        Assert.Contains($"Set {Setting} to a newer .nzd file", refusal, StringComparison.Ordinal);
        Assert.Equal(version, await db.VersionAsync());
    }

    [Theory]
    [InlineData("missing", "cannot be read")]
    [InlineData("folder", "cannot be read")]
    [InlineData("empty", "is no tz database")]
    [InlineData("text", "is no tz database")]
    [InlineData("cut", "is no tz database")]
    public async Task A_file_that_is_none_is_named_before_the_database_is_touched(string what, string why)
    {
        await using var folder = new DataFolder();
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, "tzdb.nzd");
        var whole = OlderTzdb.Bytes("2026d");
        switch (what)
        {
            case "folder":
                Directory.CreateDirectory(file);
                break;
            case "empty":
                await File.WriteAllBytesAsync(file, [], Ct);
                break;
            case "text":
                await File.WriteAllTextAsync(file, "Zone Europe/Berlin 1:00 EU CE%sT\n", Ct);
                break;
            case "cut":
                await File.WriteAllBytesAsync(file, whole[..(whole.Length / 2)], Ct);
                break;
            default:
                Assert.False(File.Exists(file));
                break;
        }

        await using var run = ProgramRun.Start(folder.Setting, (Setting, file));

        var refusal = await run.IsRefusedAsync();

        Assert.Contains($"{Setting}: {file} {why}", refusal, StringComparison.Ordinal);
        Assert.Contains(".nzd file", refusal, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "pg")), "A database was set up.");
    }

    [Fact]
    public async Task A_file_with_damaged_bytes_is_refused_by_name_or_harmless_whichever_bytes()
    {
        await using var folder = new DataFolder();
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, "tzdb.nzd");
        var whole = OlderTzdb.Bytes("2026d");
        var random = new Random(20260301);
        var refused = 0;
        for (var round = 0; round < 200; round++)
        {
            var damaged = (byte[])whole.Clone();
            for (var i = 0; i <= round % 20; i++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            await File.WriteAllBytesAsync(file, damaged, Ct);
            try
            {
                var zones = Zones.Read(file);
                foreach (var id in zones.Ids)
                {
                    zones[id].GetUtcOffset(Instant.FromUtc(2090, 7, 1, 0, 0));
                }
            }
            catch (StartException refusal)
            {
                Assert.Contains(Setting, refusal.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 1, 200);
    }

    private (string, string) Database => ("ConnectionStrings__GeekOnDuty", db.ConnectionString);

    private static async Task<string> FileAsync(DataFolder folder, string version)
    {
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, $"{version}.nzd");
        await File.WriteAllBytesAsync(file, OlderTzdb.Bytes(version), Ct);
        return file;
    }

    private static async Task<string> ReadyAsync(HttpClient client)
    {
        using var ready = await client.GetAsync("/healthz/ready", Ct);
        return (await ready.ShouldBe(200)).Text("tzdb");
    }

    /// <returns>The version, and when 09:00–12:00 in Winnipeg is.</returns>
    private static async Task<(string Version, string During)> PreviewAsync(HttpClient client, string date)
    {
        using var answer = await client.PostAsJsonAsync(
            "/v1/occurrences",
            new
            {
                zone = "America/Winnipeg",
                startDate = date,
                startTime = "09:00",
                endTime = "12:00",
            },
            Ct
        );
        var preview = await answer.ShouldBe(200);
        var item = Assert.Single(preview.GetProperty("items").EnumerateArray());
        return (preview.Text("tzdb"), $"{item.Text("startsAt")}/{item.Text("endsAt")}");
    }
}
