using GeekOnDuty.Api.Http;

namespace GeekOnDuty.Api.Rotas;

internal enum Visibility
{
    Public,

    /// <summary>Found by its slug only.</summary>
    Unlisted,
}

/// <summary>A place to talk or to read.</summary>
internal sealed record Link(string Kind, string Label, string? Url)
{
    public static Link Read(Members members) => new(members.Text("kind", 30), members.Text("label"), members.OptionalUrl("url"));
}

/// <summary>Until when before a slot starts it can be claimed and released; ISO 8601 periods on the slot's own calendar.</summary>
internal sealed record RotaRules(string ClaimOpensBefore, string ReleaseClosesBefore)
{
    public static readonly RotaRules Default = new("P8W", "PT0S");

    public static RotaRules Read(Members members) =>
        new(
            members.OptionalPeriod("claimOpensBefore") ?? Default.ClaimOpensBefore,
            members.OptionalPeriod("releaseClosesBefore") ?? Default.ReleaseClosesBefore
        );
}

/// <summary>One named programme of help hours.</summary>
internal sealed record Rota(
    string Slug,
    string Name,
    string Description,
    string Zone,
    string Notice,
    IReadOnlyList<Link> Channels,
    IReadOnlyList<Link> Links,
    RotaRules Rules,
    Visibility Visibility
) : IReadFromBody<Rota>
{
    private const string DefaultNotice = "Community help, not support: no guarantees and no SLA.";

    public static Rota Read(Members members) =>
        new(
            members.Slug("slug"),
            members.Text("name"),
            members.OptionalText("description", 4000, lines: true, empty: true) ?? "",
            members.Zone("zone"),
            members.OptionalText("notice", 500, empty: true) ?? DefaultNotice,
            members.Objects("channels", 20, Link.Read),
            members.Objects("links", 50, Link.Read),
            members.OptionalObject("rules", RotaRules.Read) ?? RotaRules.Default,
            members.OptionalEnum<Visibility>("visibility") ?? Visibility.Public
        );
}
