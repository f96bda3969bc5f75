using GeekOnDuty.Api.Tests.Claims;
using Xunit;

namespace GeekOnDuty.Api.Tests.People;

public sealed class LastAdminTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_admins_who_erase_each_other_at_once_one_stays()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var pairs = new List<(Person Ada, Person Bob)>();
        for (var i = 0; i < 10; i++)
        {
            pairs.Add((await app.Given.PersonAsync("Ada"), await app.Given.PersonAsync("Bob")));
        }

        foreach (var (ada, bob) in pairs)
        {
            // No operation makes an admin. Nobody has asked with these tokens yet, so no process knows them as anything else.
            await db.ExecuteAsync($"UPDATE volunteers SET is_admin = id IN ('{ada.Id}', '{bob.Id}')");

            var answers = await Task.WhenAll(
                ada.Client.DeleteAsync($"/v1/volunteers/{bob.Id}", Ct),
                bob.Client.DeleteAsync($"/v1/volunteers/{ada.Id}", Ct)
            );

            await using var connection = await db.OpenAsync();
            Assert.Equal(1, await connection.ScalarAsync<long>("SELECT count(*) FROM volunteers WHERE is_admin"));
            Assert.Single(answers, answer => (int)answer.StatusCode == 204);
            Array.ForEach(answers, answer => answer.Dispose());
        }
    }
}
