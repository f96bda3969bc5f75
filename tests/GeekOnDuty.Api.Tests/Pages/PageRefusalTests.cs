using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>Requests beside the API that no page of this site makes.</summary>
public sealed class PageRefusalTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("x")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na")]
    public async Task A_form_that_ends_too_early_cannot_be_read(string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var response = await running.App.Anonymous.PostAsync("/sign-in", content, Ct);
        var problem = await response.ShouldBeProblem(400, "bad-request");
        Assert.Equal("The form cannot be read.", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("%D7%A9")]
    [InlineData("a%0D%0ASet-Cookie:%20a=b")]
    [InlineData("%5Celsewhere.example")]
    public async Task A_form_that_is_opened_leads_to_the_board_of_whatever_the_address_names(string rota)
    {
        using var browser = new Browser(running.App);
        var page = await browser.GetAsync($"/{rota}/board/claim");
        page.ShouldLeadTo($"/{rota.Replace(":", "%3A").Replace("=", "%3D")}/board");
        Assert.Empty(page.Cookies);
    }

    [Fact]
    public async Task A_document_of_the_API_that_is_not_there_is_a_problem_like_any_other()
    {
        using var response = await running.App.Anonymous.GetAsync("/openapi/v2.json", Ct);
        await response.ShouldBeProblem(404, "not-found");
        Assert.True(response.Headers.CacheControl is { NoStore: true });
    }
}
