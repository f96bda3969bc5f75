using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Documents;
using GeekOnDuty.Api.Tests.Joining;
using Xunit;

namespace GeekOnDuty.Api.Tests.Rotas;

public sealed class ContactTests(RunningApp running) : IClassFixture<RunningApp>
{
    [Theory]
    [InlineData("volunteers@example.org")]
    [InlineData("https://example.org/join?from=help")]
    [InlineData("mailto:volunteers@example.org")]
    [InlineData("ircs://irc.oftc.net/ceph")]
    public async Task The_contact_of_a_rota_is_public_and_empty_again_when_a_PUT_leaves_it_out(string contact)
    {
        var rota = await running.App.Given.RotaAsync();
        await PutAsync(rota, contact);
        Assert.Equal(contact, (await running.App.GetAsync($"/v1/rotas/{rota}")).Text("contact"));
        Assert.Contains($"\"contact\": \"{contact}\"", await running.App.ExportAsync(rota), StringComparison.Ordinal);

        await PutAsync(rota, null);
        Assert.Null((await running.App.GetAsync($"/v1/rotas/{rota}")).GetProperty("contact").GetString());
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("ada@localhost")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/join")]
    [InlineData("")]
    public async Task A_contact_is_a_mail_address_or_a_URL_and_nothing_else(string contact)
    {
        var rota = await running.App.Given.RotaAsync();
        using var response = await running.App.Admin.PutAsJsonAsync($"/v1/rotas/{rota}", Body(rota, contact));
        var problem = await response.ShouldBeProblem(400, "invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty("contact", out _), problem.ToString());
    }

    [Fact]
    public async Task Who_has_no_invitation_is_told_whom_to_write_to()
    {
        var rota = await running.App.Given.RotaAsync();
        await PutAsync(rota, "volunteers@example.org");
        var bob = await running.App.Given.PersonAsync("Bob");
        using var response = await bob.Client.JoinAsync(rota);
        var problem = await response.ShouldBeProblem(403, "invitation-needed");
        Assert.Contains("volunteers@example.org", problem.Text("detail"), StringComparison.Ordinal);
    }

    private async Task PutAsync(string rota, string? contact)
    {
        using var response = await running.App.Admin.PutAsJsonAsync($"/v1/rotas/{rota}", Body(rota, contact));
        await response.ShouldBe(200);
    }

    private static object Body(string slug, string? contact) =>
        new
        {
            slug,
            name = "N",
            zone = "UTC",
            contact,
        };
}
