using System.Text;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

public sealed class IdempotencyTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task A_claim_sent_50_times_at_once_with_one_key_is_made_once_and_answered_alike()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(seats: 50);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => ada.Client.ClaimAsync(rota, hours, "2026-03-03", key: "once"))
        );

        Assert.Equal("201×50", await answers.TallyAsync());
        var seen = await Task.WhenAll(answers.Select(SeenAsync));
        Assert.Single(seen.Distinct());
        Assert.Contains($"Location: /v1/rotas/{rota}/claims/", seen[0], StringComparison.Ordinal);
        Assert.Single(await db.HeldAsync(hours));
        await using var connection = await db.OpenAsync();
        Assert.Equal(1, await connection.ScalarAsync<long>("SELECT count(*) FROM claims WHERE office_hours_id = $1", hours));
    }

    [Fact]
    public async Task A_standing_claim_sent_twice_with_one_key_is_made_once()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(seats: 2);
        var body = new { from = "2026-03-03", until = "2026-03-05" };

        using var first = await ada.Client.StandAsync(rota, hours, body, "stand");
        using var second = await ada.Client.StandAsync(rota, hours, body, "stand");

        Assert.Equal(await SeenAsync(first), await SeenAsync(second));
        Assert.Equal(3, (await second.ShouldBe(201)).Dates("taken").Length);
        Assert.Equal(3, (await db.HeldAsync(hours)).Count);
    }

    [Fact]
    public async Task The_same_key_for_another_body_or_slot_is_refused_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        using var first = await ada.Client.ClaimAsync(rota, hours, "2026-03-03", key: "k");
        await first.ShouldBe(201);

        using var otherBody = await ada.Client.ClaimAsync(rota, hours, "2026-03-03", new { volunteerId = ada.Id }, "k");
        await otherBody.ShouldBeProblem(422, "idempotency-key-reused");
        using var otherSlot = await ada.Client.ClaimAsync(rota, hours, "2026-03-04", key: "k");
        await otherSlot.ShouldBeProblem(422, "idempotency-key-reused");

        Assert.Equal(["2026-03-03"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task A_key_is_remembered_for_24_hours_and_then_new_again()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        using var first = await ada.Client.ClaimAsync(rota, hours, "2026-03-09", key: "k");
        await ada.Client.GiveBackAsync(rota, await first.ShouldBe(201));

        app.Clock.Now = Now + Duration.FromHours(24) - Duration.FromSeconds(1);
        using var replay = await ada.Client.ClaimAsync(rota, hours, "2026-03-09", key: "k");
        Assert.Equal(await SeenAsync(first), await SeenAsync(replay));
        Assert.Empty(await db.HeldAsync(hours));

        app.Clock.Now = Now + Duration.FromHours(24) + Duration.FromSeconds(1);
        using var anew = await ada.Client.ClaimAsync(rota, hours, "2026-03-09", key: "k");
        Assert.NotEqual((await first.ShouldBe(201)).Id(), (await anew.ShouldBe(201)).Id());
        Assert.Single(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task A_refusal_is_answered_again_even_when_the_seat_is_free_by_then()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync();
        var taken = await ada.Client.TakeAsync(rota, hours, "2026-03-03");

        using var refused = await bob.Client.ClaimAsync(rota, hours, "2026-03-03", key: "k");
        await refused.ShouldBeProblem(409, "slot-full");
        await ada.Client.GiveBackAsync(rota, taken);
        using var replay = await bob.Client.ClaimAsync(rota, hours, "2026-03-03", key: "k");

        Assert.Equal(await SeenAsync(refused), await SeenAsync(replay));
        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task A_403_is_answered_again_too()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync();
        var stranger = await app.Given.PersonAsync("Eve");

        using var refused = await stranger.Client.ClaimAsync(rota, hours, "2026-03-03", key: "k");
        await refused.ShouldBeProblem(403, "forbidden");
        using var member = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(
            app.Admin,
            $"/v1/rotas/{rota}/members/{stranger.Id}",
            new { role = "volunteer" }
        );
        await member.ShouldBe(200);
        using var replay = await stranger.Client.ClaimAsync(rota, hours, "2026-03-03", key: "k");

        Assert.Equal(await SeenAsync(refused), await SeenAsync(replay));
    }

    [Fact]
    public async Task A_token_is_answered_again_with_its_secret_which_no_table_holds()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var ada = await app.Given.PersonAsync("Ada");

        using var first = await ada.Client.PostAsync("/v1/tokens", new { name = "calendar" }, "token");
        using var second = await ada.Client.PostAsync("/v1/tokens", new { name = "calendar" }, "token");

        Assert.Equal(await SeenAsync(first), await SeenAsync(second));
        Assert.Equal("no-store", first.Headers.CacheControl?.ToString());
        Assert.Equal("no-store", second.Headers.CacheControl?.ToString());
        var secret = (await second.ShouldBe(201)).Text("secret");
        using var works = await app.ClientWith(secret).GetAsync("/v1/me");
        await works.ShouldBe(200);

        await using var connection = await db.OpenAsync();
        foreach (var table in new[] { "idempotency_keys", "tokens" })
        {
            var rows = Encoding.UTF8.GetBytes(
                await connection.ScalarAsync<string>($"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            );
            var text = Encoding.UTF8.GetString(rows);
            Assert.NotEmpty(text);
            foreach (var plain in new[] { secret, secret[^20..] })
            {
                Assert.DoesNotContain(plain, text, StringComparison.Ordinal);
                // bytea is shown in hex.
                Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(plain)), text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Two_volunteers_with_the_same_key_do_not_see_each_others_answers()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(seats: 2);

        using var first = await ada.Client.ClaimAsync(rota, hours, "2026-03-03", key: "shared");
        using var second = await bob.Client.ClaimAsync(rota, hours, "2026-03-03", key: "shared");

        Assert.Equal(ada.Id.ToString(), (await first.ShouldBe(201)).GetProperty("holder").Text("id"));
        Assert.Equal(bob.Id.ToString(), (await second.ShouldBe(201)).GetProperty("holder").Text("id"));
    }

    [Fact]
    public async Task A_key_of_more_than_200_characters_is_refused_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();

        using var answer = await ada.Client.ClaimAsync(rota, hours, "2026-03-03", key: new string('k', 201));

        await answer.ShouldBeProblem(400, "invalid");
        Assert.Empty(await db.HeldAsync(hours));
    }

    /// <summary>Everything of an answer that a client goes by.</summary>
    private static async Task<string> SeenAsync(HttpResponseMessage response) =>
        $"{(int)response.StatusCode}\nLocation: {response.Headers.Location}\nETag: {response.Headers.ETag}\n"
        + $"Content-Type: {response.Content.Headers.ContentType}\n\n{Convert.ToBase64String(await response.Content.ReadAsByteArrayAsync())}";
}
