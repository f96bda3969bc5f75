using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Rotas;

namespace GeekOnDuty.Api.Pages.Help;

/// <summary>The ways to get help that a rota names in its links, from talking to reading to paying, by the kind of each.</summary>
internal static class LinkKinds
{
    private const string Others = "";

    /// <summary>In the order of the page. Kinds that are none of these come before support.</summary>
    private static readonly (string Heading, string[] Kinds)[] Headings =
    [
        (
            Words.Help.Community,
            [
                "community",
                "chat",
                "irc",
                "matrix",
                "slack",
                "discord",
                "zulip",
                "xmpp",
                "telegram",
                "mattermost",
                "forum",
                "discussions",
                "mailing-list",
                "email",
                "events",
            ]
        ),
        (
            Words.Help.Documentation,
            ["documentation", "docs", "manual", "guide", "tutorial", "book", "wiki", "faq", "video", "training"]
        ),
        (Words.Help.Development, ["issues", "bugs", "source", "code", "contributing", "security"]),
        (Words.Help.More, [Others]),
        (
            Words.Help.Support,
            ["support", "professional-support", "commercial-support", "professional", "commercial", "consulting"]
        ),
    ];

    /// <summary>Headings that have links, each with them in the order of the rota.</summary>
    public static IReadOnlyList<WayView> Ways(IReadOnlyList<Link> links)
    {
        var byHeading = links.ToLookup(link => HeadingOf(link.Kind), link => new LinkView(link.Label, link.Url));
        return
        [
            .. Headings
                .Where(each => byHeading.Contains(each.Heading))
                .Select(each => new WayView(each.Heading, [.. byHeading[each.Heading]])),
        ];
    }

    /// <summary>The first link to professional support that opens something.</summary>
    public static LinkView? Support(IReadOnlyList<WayView> ways) =>
        ways.FirstOrDefault(way => way.Heading == Words.Help.Support)?.Links.FirstOrDefault(link => link.Url is not null);

    private static string HeadingOf(string kind)
    {
        var plain = kind.Trim().ToLowerInvariant().Replace(' ', '-').Replace('_', '-');
        var known = Array.Find(Headings, each => each.Kinds.Contains(plain, StringComparer.Ordinal));
        return known.Heading ?? Words.Help.More;
    }
}
