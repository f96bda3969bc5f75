using GeekOnDuty.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class NegotiationTests
{
    private static readonly MediaTypeHeaderValue Plain = new("text/plain") { Charset = "utf-8" };
    private static readonly Negotiation Forms = new(
        new MediaTypeHeaderValue("text/html") { Charset = "utf-8" },
        new MediaTypeHeaderValue("application/json") { Charset = "utf-8" },
        Plain
    );

    [Theory]
    [InlineData(null, "text/plain")]
    [InlineData("", "text/plain")]
    [InlineData("*/*", "text/plain")]
    [InlineData("text/*", "text/plain")]
    [InlineData("application/*", "application/json")]
    [InlineData("*/*;q=0.1", "text/plain")]
    [InlineData("that is none", "text/plain")]
    [InlineData("text/html", "text/html")]
    [InlineData("TEXT/HTML", "text/html")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json;charset=utf-8", "application/json")]
    [InlineData("application/json, text/plain, */*", "application/json")]
    [InlineData("text/plain, application/json, text/html", "text/html")]
    [InlineData("text/plain, */*", "text/plain")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", "text/html")]
    [InlineData("application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/plain")]
    [InlineData("text/html;q=0.5, application/json;q=0.6", "application/json")]
    [InlineData("text/html;q=0.5, */*;q=0.4", "text/html")]
    [InlineData("text/html;q=0.4, */*;q=0.5", "text/plain")]
    [InlineData("text/plain;q=0, */*", "text/html")]
    [InlineData("text/*;q=0, */*", "application/json")]
    [InlineData("text/*;q=0.9, text/html;q=0, application/json;q=0.1", "text/plain")]
    [InlineData("text/html;level=1, text/plain;q=0.2", "text/plain")]
    [InlineData("text/html;charset=iso-8859-1, application/json;q=0.2", "application/json")]
    [InlineData("image/png, application/json;q=0.2", "application/json")]
    [InlineData("image/png", null)]
    [InlineData("text/html;level=1", null)]
    [InlineData("text/html;q=0", null)]
    [InlineData("*/*;q=0", null)]
    [InlineData("text/html;q=0.0, image/*", null)]
    public void The_form_is_the_one_that_the_request_wants_most(string? accept, string? expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Accept = accept;
        Assert.Equal(expected, Forms.Choose(request, Plain)?.MediaType.Value);
    }
}
