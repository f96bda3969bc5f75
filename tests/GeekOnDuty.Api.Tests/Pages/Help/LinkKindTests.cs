using GeekOnDuty.Api.Pages.Help;
using GeekOnDuty.Core.Rotas;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages.Help;

public sealed class LinkKindTests
{
    [Theory]
    [InlineData("community", "Talk to the community")]
    [InlineData("Mailing List", "Talk to the community")]
    [InlineData("documentation", "Read the documentation")]
    [InlineData("FAQ", "Read the documentation")]
    [InlineData("issues", "Bugs and code")]
    [InlineData("podcast", "More")]
    [InlineData("", "More")]
    [InlineData("professional_support", "Professional support")]
    public void A_link_stands_under_the_heading_of_its_kind(string kind, string heading) =>
        Assert.Equal(heading, Assert.Single(LinkKinds.Ways([new Link(kind, "Label", null)])).Heading);

    [Fact]
    public void Headings_lead_from_the_community_to_professional_support_and_keep_the_order_of_links()
    {
        string[] kinds = ["support", "podcast", "forum", "docs", "irc", "bugs", "commercial"];
        var ways = LinkKinds.Ways([
            .. kinds.Select(kind => new Link(kind, kind, kind == "support" ? null : $"https://{kind}.example/")),
        ]);
        Assert.Equal(
            [
                "Talk to the community: forum irc",
                "Read the documentation: docs",
                "Bugs and code: bugs",
                "More: podcast",
                "Professional support: support commercial",
            ],
            ways.Select(way => $"{way.Heading}: {string.Join(' ', way.Links.Select(link => link.Text))}")
        );
        Assert.Equal("https://commercial.example/", LinkKinds.Support(ways)?.Url);
        Assert.Null(LinkKinds.Support(LinkKinds.Ways([new Link("docs", "Docs", "https://docs.example/")])));
    }
}
