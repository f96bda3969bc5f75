using GeekOnDuty.Api.Feeds;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

public sealed class PhraseTests
{
    [Theory]
    [InlineData("Ada", "Ada")]
    [InlineData("Zoë 7", "Zoë 7")]
    [InlineData("林 さくら", "林 さくら")]
    [InlineData("עמית", "\u2068עמית\u2069")]
    [InlineData("Ada سارة 24/7", "\u2068Ada سارة 24/7\u2069")]
    [InlineData("\U0001E900\U0001E901", "\u2068\U0001E900\U0001E901\u2069")]
    public void In_plain_text_only_a_text_with_a_right_to_left_character_is_isolated(string typed, string text)
    {
        Phrase phrase = $"{typed} is on duty";
        Assert.Equal($"{text} is on duty", phrase.ToString());
        Assert.Equal(text, TextRules.Isolate(typed));
    }

    [Fact]
    public void In_HTML_each_typed_text_stands_in_a_bdi_of_its_own_and_is_escaped()
    {
        Phrase names = Phrase.List(["Ada", "<b>"])!;
        Phrase phrase = $"{names} & {3} others";
        MarkupString html = phrase;
        Assert.Equal("<bdi>Ada</bdi>, <bdi>&lt;b&gt;</bdi> &amp; 3 others", html.Value);
        Assert.Equal("Ada, <b> & 3 others", phrase.ToString());
        Assert.Null(Phrase.List([]));
    }

    [Theory]
    [InlineData(20, "Ada, \u2068עמית\u2069 and Eve")]
    [InlineData(8, "Ada, \u2068עמ\u2069…")]
    [InlineData(5, "Ada,…")]
    public void A_phrase_that_is_shortened_ends_what_it_isolates(int most, string text)
    {
        Phrase phrase = $"{"Ada"}, {"עמית"} and {"Eve"}";
        Assert.Equal(text, phrase.Shortened(most, TextWidth.Shortened).ToString());
    }
}
