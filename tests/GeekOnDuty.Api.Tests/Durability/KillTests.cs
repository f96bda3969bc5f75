using System.Runtime.Versioning;
using GeekOnDuty.Api.Tests.Start;
using GeekOnDuty.Tests;
using Xunit;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>The program and its durable Postgres, killed again and again under writers who write down what they are told.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Scaled", "true")]
public sealed class KillTests
{
    private const int Seed = 20_261_120;
    private const int Writers = 16;
    private const string AdminToken = "geek_admin_of_the_kill_tests";

    private static readonly int ProgramKills = TestScale.Of(8);
    private static readonly int DatabaseKills = TestScale.Of(4);

    [Fact]
    public async Task No_acknowledged_claim_is_lost_when_app_and_database_are_killed()
    {
        await using var postgres = await KeptPostgres.StartAsync();
        await using var program = KeptProgram.Start(
            ("ConnectionStrings__GeekOnDuty", postgres.ConnectionString),
            ("GeekOnDuty__AdminToken", AdminToken)
        );
        await program.IsReadyAsync();
        using var admin = ClientWith(AdminToken);
        var given = new Given(admin, ClientWith);
        var rota = await given.RotaAsync();
        var slots = new WantedSlots(await WantedSlot.MakeAsync(given, rota, seats: hour => 1 + hour % 3));
        var journal = new Journal();
        var writers = new List<Writer>();
        for (var i = 0; i < Writers; i++)
        {
            writers.Add(new Writer(await given.PersonAsync($"Writer-{i:00}", rota), rota, slots, journal, Seed + i));
        }

        using (var enough = new CancellationTokenSource())
        {
            var writing = Task.WhenAll(writers.Select(writer => writer.WriteAsync(enough.Token)));
            var killing = Task.WhenAll(
                KillAsync(ProgramKills, program.KillAsync, 800, journal, new Random(Seed - 1), program),
                KillAsync(DatabaseKills, postgres.KillAndStartAsync, 2000, journal, new Random(Seed - 2), program)
            );
            var first = await Task.WhenAny(killing, writing);
            await enough.CancelAsync();
            await first;
            await Task.WhenAll(killing, writing);
        }

        await Task.WhenAll(writers.Select(writer => writer.RepeatAsync()));
        var wrong = Verdict.Of(journal.Entries, await RemainsReader.ReadAsync(postgres.ConnectionString, admin, rota));
        Assert.True(wrong.Count == 0, Message([.. program.Faults, .. wrong]));
        Assert.True(program.Faults.Count == 0, Message(program.Faults));
        AssertTheyWereHit(journal.Entries);
        await program.StopAsync();

        static string Message(IReadOnlyList<string> faults) =>
            $"{faults.Count} faults, among them:\n{string.Join('\n', faults.Take(20))}";

        HttpClient ClientWith(string? token) => ProgramRun.As(TestDeadline.Client(program.Address), token!);
    }

    // Never before something was acknowledged since the last time, so every kill is of a service that works.
    private static async Task KillAsync(
        int times,
        Func<Task> kill,
        int longestPause,
        Journal journal,
        Random random,
        KeptProgram program
    )
    {
        for (var i = 0; i < times; i++)
        {
            var before = journal.Acknowledged;
            await TestDeadline.UntilAsync(
                () => Task.FromResult(journal.Acknowledged > before),
                () => $"Nothing is acknowledged any more. {program}"
            );

            await Task.Delay(random.Next(longestPause));
            await kill();
        }
    }

    private static void AssertTheyWereHit(IReadOnlyCollection<Entry> journal)
    {
        var taken = journal.Count(entry => entry.ClaimId is not null);
        var unsure = journal.Count(entry => entry.Attempts > 1);
        var released = journal.Count(entry => entry.IsReleased);
        TestContext.Current.SendDiagnosticMessage(
            $"{journal.Count} claims sent, {taken} acknowledged, {unsure} unknown at first, {released} released."
        );
        Assert.True(taken > ProgramKills + DatabaseKills, $"Only {taken} claims were acknowledged.");
        Assert.True(unsure > ProgramKills + DatabaseKills, $"Only {unsure} claims were unknown at first.");
        Assert.InRange(released, 1, taken - 1);
        Assert.Contains(journal, entry => entry.Answer!.Body.Contains("/problems/slot-full", StringComparison.Ordinal));
    }
}
