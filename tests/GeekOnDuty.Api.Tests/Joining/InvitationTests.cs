using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Core.Members;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Joining;

public sealed class InvitationTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2027, 6, 1, 10, 0);

    [Fact]
    public async Task The_secret_is_shown_once_to_nobody_who_keeps_it_and_only_its_SHA_256_is_stored()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        using var response = await app.Admin.PostAsJsonAsync($"/v1/rotas/{rota}/invitations", new { });
        var made = await response.ShouldBe(201);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal($"/v1/rotas/{rota}/invitations/{made.Id()}", response.Headers.Location!.ToString());
        var secret = made.Text("secret");
        Assert.Matches("^geek_join_[A-Za-z0-9_-]{43}$", secret);
        Assert.Equal($"/{rota}/join/{secret}", made.Text("path"));
        Assert.Equal(new Uri(app.Admin.BaseAddress!, made.Text("path")).AbsoluteUri, made.Text("url"));

        var list = await app.Admin.GetStringAsync($"/v1/rotas/{rota}/invitations");
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", list, StringComparison.Ordinal);
        await using var connection = await db.OpenAsync();
        var (hash, everything) = (
            await connection.ScalarAsync<byte[]>("SELECT secret_hash FROM invitations WHERE id = $1", made.Id()),
            await connection.ScalarAsync<string>(
                "SELECT (SELECT string_agg(i::text, '') FROM invitations i) || (SELECT string_agg(c::text, '') FROM changes c)"
            )
        );
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), hash);
        Assert.DoesNotContain(secret["geek_join_".Length..], everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_is_a_volunteer_once_within_14_days()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var ada = await app.Given.PersonAsync("Ada", rota, "coordinator");
        await ada.Client.InviteAsync(rota);

        var listed = Assert.Single(await ada.Client.ListAsync(rota, "invitations"));
        Assert.Equal(
            $$"""{"id":"{{listed.Id()}}","role":"volunteer","createdAt":"2027-06-01T10:00:00Z","createdBy":{"id":"{{ada.Id}}","name":"Ada"},"expiresAt":"2027-06-15T10:00:00Z","uses":1,"used":0,"revokedAt":null}""",
            listed.GetRawText()
        );
    }

    [Theory]
    [InlineData("""{"expiresAt":"2027-06-01T10:00:00Z"}""", "expiresAt")]
    [InlineData("""{"expiresAt":"2027-05-31T10:00:00Z"}""", "expiresAt")]
    [InlineData("""{"expiresAt":"2028-06-01T10:00:01Z"}""", "expiresAt")]
    [InlineData("""{"uses":0}""", "uses")]
    [InlineData("""{"uses":1001}""", "uses")]
    [InlineData("""{"role":"admin"}""", "role")]
    [InlineData("""{"secret":"geek_join_mine"}""", "secret")]
    public async Task What_is_out_of_bounds_is_named(string body, string member)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        using var response = await app.Admin.SendJsonAsync("POST", $"/v1/rotas/{rota}/invitations", body);
        await response.ShouldName(member);
        Assert.Empty(await app.Admin.ListAsync(rota, "invitations"));
    }

    [Fact]
    public async Task A_year_from_now_and_a_thousand_uses_are_allowed_also_from_one_leap_year_to_the_next()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var made = await app.Admin.InviteAsync(rota, uses: 1000, expiresAt: "2028-06-01T10:00:00Z");
        Assert.Equal((1000, "2028-06-01T10:00:00Z"), (made.GetProperty("uses").GetInt32(), made.Text("expiresAt")));
    }

    /// <summary>Each of them is told the same, so that nobody learns whether a secret ever was one.</summary>
    [Fact]
    public async Task Expired_used_up_revoked_unknown_and_foreign_invitations_get_one_answer()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, open) = (await app.Given.RotaAsync(), await app.Given.RotaAsync(joining: "open"));
        var (bob, eve) = (await app.Given.PersonAsync("Bob"), await app.Given.PersonAsync("Eve"));
        var expired = (await app.Admin.InviteAsync(rota, expiresAt: "2027-06-01T10:00:01Z")).Text("secret");
        var usedUp = await app.Admin.SecretAsync(rota);
        Assert.Equal("volunteer", await bob.Client.EnterAsync(rota, usedUp));
        var revoked = await app.Admin.InviteAsync(rota);
        using var revoking = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/invitations/{revoked.Id()}");
        await revoking.ShouldBe(204);
        var foreign = await app.Admin.SecretAsync(open);
        app.Clock.Now = Now + Duration.FromSeconds(1);

        var answers = new HashSet<string>();
        foreach (
            var secret in (string[])
                [expired, usedUp, revoked.Text("secret"), foreign, "geek_join_never", $"{usedUp}x", usedUp.ToUpperInvariant()]
        )
        {
            using var response = await eve.Client.JoinAsync(rota, secret);
            var problem = await response.ShouldBeProblem(409, "invitation-not-valid");
            answers.Add(problem.Text("detail"));
            await using var scope = app.Services.CreateAsyncScope();
            var invitations = scope.ServiceProvider.GetRequiredService<InvitationQueries>();
            Assert.Null(await invitations.FindAsync(await RotaIdAsync(rota), secret, app.Clock.Now, default));
        }

        Assert.Single(answers);
        Assert.Equal(["Bob volunteer"], await app.MembersAsync(rota));
        using var elsewhere = await eve.Client.JoinAsync(open, revoked.Text("secret"));
        await elsewhere.ShouldBeProblem(409, "invitation-not-valid");
        Assert.Equal("volunteer", await eve.Client.EnterAsync(open, foreign));
    }

    [Fact]
    public async Task An_invitation_works_until_the_instant_it_expires_and_can_be_looked_at_before()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var ada = await app.Given.PersonAsync("Ada");
        var secret = (await app.Admin.InviteAsync(rota, "coordinator", expiresAt: "2027-06-01T10:00:01Z")).Text("secret");
        app.Clock.Now = Now + Duration.FromSeconds(1) - Duration.FromTicks(10);
        await using var scope = app.Services.CreateAsyncScope();
        var invitations = scope.ServiceProvider.GetRequiredService<InvitationQueries>();
        var shown = await invitations.FindAsync(await RotaIdAsync(rota), secret, app.Clock.Now, default);
        Assert.Equal(GeekOnDuty.Core.People.Role.Coordinator, shown!.Role);
        Assert.Equal("coordinator", await ada.Client.EnterAsync(rota, secret));
    }

    [Fact]
    public async Task A_revoked_invitation_says_when_and_cannot_be_revoked_again_nor_from_another_rota()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await app.Given.RotaAsync(), await app.Given.RotaAsync());
        var made = await app.Admin.InviteAsync(rota);
        using var foreign = await app.Admin.DeleteAsync($"/v1/rotas/{other}/invitations/{made.Id()}");
        await foreign.ShouldBeProblem(404, "not-found");
        using var first = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/invitations/{made.Id()}");
        await first.ShouldBe(204);
        using var second = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/invitations/{made.Id()}");
        await second.ShouldBeProblem(404, "not-found");
        Assert.Equal("2027-06-01T10:00:00Z", Assert.Single(await app.Admin.ListAsync(rota, "invitations")).Text("revokedAt"));
        Assert.Equal(["invitation created", "invitation revoked"], await db.LogAsync(rota, "invitation"));
        var revoked = (await app.Admin.ListAsync(rota, "audit"))[0];
        Assert.Equal(JsonValueKind.Null, revoked.GetProperty("before").GetProperty("revokedAt").ValueKind);
        Assert.Equal("2027-06-01T10:00:00Z", revoked.GetProperty("after").Text("revokedAt"));
    }

    [Theory]
    [InlineData("erased")]
    [InlineData("removed")]
    [InlineData("volunteer")]
    public async Task Who_coordinates_no_more_leaves_no_invitation_behind_and_those_of_others_stay(string end)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var (mallory, eve) = (await app.Given.PersonAsync("Mallory", rota, "coordinator"), await app.Given.PersonAsync("Eve"));
        await app.Given.PersonAsync("Bob", rota, "coordinator");
        var theirs = await mallory.Client.SecretAsync(rota, "coordinator", 1000);
        var others = await app.Admin.SecretAsync(rota);
        using var ending = await (
            end switch
            {
                "erased" => app.Admin.DeleteAsync($"/v1/volunteers/{mallory.Id}"),
                "removed" => app.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{mallory.Id}"),
                _ => app.Admin.PutAsJsonAsync($"/v1/rotas/{rota}/members/{mallory.Id}", new { role = end }),
            }
        );
        Assert.True(ending.IsSuccessStatusCode, await ending.Content.ReadAsStringAsync());

        using var response = await eve.Client.JoinAsync(rota, theirs);
        await response.ShouldBeProblem(409, "invitation-not-valid");
        Assert.Equal("volunteer", await eve.Client.EnterAsync(rota, others));
        Assert.Equal(
            ["invitation created", "invitation created", "invitation revoked", "invitation used"],
            await db.LogAsync(rota, "invitation")
        );
    }

    private async Task<Guid> RotaIdAsync(string slug)
    {
        await using var connection = await db.OpenAsync();
        return await connection.ScalarAsync<Guid>("SELECT id FROM rotas WHERE slug = $1", slug);
    }
}
