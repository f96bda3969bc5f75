using System.Net.Http.Json;
using Xunit;

namespace GeekOnDuty.Api.Tests.Start;

public sealed class EmbeddedStartTests
{
    private const string TokenLine = "Admin token, shown this once: ";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_start_says_where_everything_is_and_the_second_keeps_it()
    {
        await using var folder = new DataFolder();
        string token;
        await using (var first = ProgramRun.Start(folder.Setting))
        {
            using var client = await first.ListensAsync();
            await first.SaysAsync("  Data ");
            var url = client.BaseAddress!.AbsoluteUri.TrimEnd('/');
            token = (await first.SaysAsync(TokenLine))[TokenLine.Length..];
            Assert.Equal(
                [
                    $"{TokenLine}{token}",
                    $"Geek on Duty listens on {url}",
                    $"  Help page       {url}/kubernetes",
                    $"  Who is on duty  {url}/v1/rotas/kubernetes/on-duty",
                    $"  The API         {url}/swagger",
                    $"  Sign in         {url}/sign-in",
                    $"  Mails           {url}/mail, as Mail__Host is not set",
                    $"  Data            {folder.Path}",
                ],
                first.Output.Where(line => !line.StartsWith("Setting up ", StringComparison.Ordinal))
            );
            using var onDuty = await client.GetAsync($"{url}/v1/rotas/kubernetes/on-duty", Ct);
            await onDuty.ShouldBe(200);
            using var help = await client.GetAsync($"{url}/kubernetes", Ct);
            await help.ShouldBe(200);
            using var swagger = await client.GetAsync($"{url}/swagger", Ct);
            await swagger.ShouldBe(200);
            ProgramRun.As(client, token);
            await MakeRotaAsync(client, "kept");
            await first.StopAsync("TERM");
            Assert.False(folder.HasServer, "Postgres still runs.");
        }

        await using var second = ProgramRun.Start(folder.Setting);
        using var again = ProgramRun.As(await second.ListensAsync(), token);
        using var kept = await again.GetAsync("/v1/rotas/kept", Ct);
        await kept.ShouldBe(200);
        using var me = await again.GetAsync("/v1/me", Ct);
        await me.ShouldBe(200);
        await second.SaysAsync("  Data ");
        Assert.Equal(7, second.Output.Count(line => !line.StartsWith('{')));
        Assert.DoesNotContain(second.Output, line => line.Contains("geek_", StringComparison.Ordinal));
        await second.StopAsync("INT");
        Assert.False(folder.HasServer, "Postgres still runs.");
    }

    [Fact]
    public async Task A_program_that_was_killed_starts_again_with_its_data()
    {
        await using var folder = new DataFolder();
        (string, string) known = ("GeekOnDuty__AdminToken", "geek_known_to_this_test");
        await using var killed = ProgramRun.Start(folder.Setting, known);
        using (var client = ProgramRun.As(await killed.ListensAsync(), known.Item2))
        {
            await MakeRotaAsync(client, "kept");
        }
        await killed.SignalAsync("KILL");
        await killed.EndsAsync();

        await using var after = ProgramRun.Start(folder.Setting);
        using var again = await after.ListensAsync();
        using var kept = await again.GetAsync("/v1/rotas/kept", Ct);
        await kept.ShouldBe(200);
        await after.StopAsync();
        Assert.False(folder.HasServer, "Postgres still runs.");
    }

    [Fact]
    public async Task Two_programs_share_a_data_folder_and_one_goes_without_the_other()
    {
        await using var folder = new DataFolder();
        await using var one = ProgramRun.Start(folder.Setting);
        await using var other = ProgramRun.Start(folder.Setting);
        using var oneClient = await one.ListensAsync();
        using var otherClient = await other.ListensAsync();
        Assert.Single(one.Output.Concat(other.Output), line => line.StartsWith(TokenLine, StringComparison.Ordinal));

        await one.StopAsync();

        using var still = await otherClient.GetAsync("/v1/rotas", Ct);
        await still.ShouldBe(200);
        await other.StopAsync();
        Assert.False(folder.HasServer, "Postgres still runs.");
    }

    [Fact]
    public async Task Without_the_demo_there_are_no_rotas_and_the_token_of_the_settings_is_admin()
    {
        await using var folder = new DataFolder();
        const string token = "geek_from_the_settings";
        await using var run = ProgramRun.Start(folder.Setting, ("GeekOnDuty__Demo", "false"), ("GeekOnDuty__AdminToken", token));
        using var client = await run.ListensAsync();

        using var rotas = await client.GetAsync("/v1/rotas", Ct);
        Assert.Equal(0, (await rotas.ShouldBe(200)).GetProperty("items").GetArrayLength());
        ProgramRun.As(client, token);
        await MakeRotaAsync(client, "first");
        Assert.DoesNotContain(run.Output, line => line.Contains("geek_", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Output, line => line.Contains("kubernetes", StringComparison.Ordinal));
        await run.StopAsync();
    }

    [Fact]
    public async Task A_signal_during_the_start_stops_it_in_good_order()
    {
        await using var folder = new DataFolder();
        await using var run = ProgramRun.Start(folder.Setting);
        await run.SaysAsync("Setting up a new database");

        await run.StopAsync();

        Assert.False(folder.HasServer, "Postgres still runs.");
    }

    /// <summary>Makes a rota, which must succeed.</summary>
    private static async Task MakeRotaAsync(HttpClient client, string slug)
    {
        using var made = await client.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug,
                name = slug,
                zone = "UTC",
            },
            Ct
        );
        await made.ShouldBe(201);
    }
}
