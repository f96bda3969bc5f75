using System.Text.Json.Serialization;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.Rotas;

public enum Visibility
{
    Public,

    /// <summary>Found by its slug only.</summary>
    Unlisted,
}

/// <summary>How people come into a rota.</summary>
public enum JoiningPolicy
{
    /// <summary>Whoever is signed in may join.</summary>
    Open,

    /// <summary>Whoever is signed in may ask; a coordinator answers.</summary>
    Approval,
    Invitation,
}

/// <summary>A place to talk or to read.</summary>
/// <param name="Kind">Such as irc, matrix, email or documentation.</param>
/// <param name="Label">What visitors read.</param>
/// <param name="Url">Opens it; an absolute URL.</param>
public sealed record Link(string Kind, string Label, string? Url)
{
    public static Link Read(JsonObjectReader members) =>
        new(members.Text("kind", 30), members.Text("label"), members.OptionalUrl("url"));
}

/// <summary>Until when before a slot starts it can be claimed and released; ISO 8601 periods on the slot's own calendar.</summary>
/// <param name="ClaimOpensBefore">How long before its start a slot can be claimed; P8W when left out.</param>
/// <param name="ReleaseClosesBefore">Until how long before its start holders can release it; PT0S when left out.</param>
public sealed record RotaRules(string ClaimOpensBefore, string ReleaseClosesBefore)
{
    public static readonly RotaRules Default = new("P8W", "PT0S");

    public static RotaRules Read(JsonObjectReader members) =>
        new(
            members.OptionalPeriod("claimOpensBefore") ?? Default.ClaimOpensBefore,
            members.OptionalPeriod("releaseClosesBefore") ?? Default.ReleaseClosesBefore
        );
}

/// <summary>One named programme of help hours.</summary>
/// <param name="Slug">Names it in addresses; never changes.</param>
/// <param name="Name">What visitors read.</param>
/// <param name="Description">What can be asked here; plain text, may have lines.</param>
/// <param name="Zone">Whose clock the rota itself lives by.</param>
/// <param name="Notice">What this help is, and is not.</param>
/// <param name="Channels">Where to find whoever is on duty.</param>
/// <param name="Links">What to read.</param>
/// <param name="Rules">When slots can be claimed and released.</param>
/// <param name="Visibility">`unlisted`: found by its slug only.</param>
/// <param name="Joining">How people become members: `open` to whoever is signed in, with a coordinator's `approval`, or by `invitation`.</param>
/// <param name="Contact">Whom to write to in order to join: a URL or a mail address, public.</param>
/// <param name="Archived">Whether it rests: listed nowhere, `closed`, and not to be changed. PUT …/archived changes it, and nothing else does.</param>
public sealed record Rota(
    string Slug,
    string Name,
    string Description,
    string Zone,
    string Notice,
    IReadOnlyList<Link> Channels,
    IReadOnlyList<Link> Links,
    RotaRules Rules,
    Visibility Visibility,
    JoiningPolicy Joining,
    string? Contact = null,
    bool Archived = false
) : IRequestBody<Rota>
{
    /// <summary>Opens <see cref="Contact"/>. A mail address has no colon.</summary>
    [JsonIgnore]
    public string? ContactUrl =>
        Contact is null || Contact.Contains(':', StringComparison.Ordinal) ? Contact : $"mailto:{Contact}";

    private const string DefaultNotice = "Community help, not support: no guarantees and no SLA.";

    public static Rota Read(JsonObjectReader members) =>
        new(
            members.RotaSlug("slug"),
            members.Text("name"),
            members.OptionalText("description", 4000, lines: true, empty: true) ?? "",
            members.Zone("zone"),
            members.OptionalText("notice", 500, empty: true) ?? DefaultNotice,
            members.Objects("channels", 20, Link.Read),
            members.Objects("links", 50, Link.Read),
            members.OptionalObject("rules", RotaRules.Read) ?? RotaRules.Default,
            members.OptionalEnum<Visibility>("visibility") ?? Visibility.Public,
            members.OptionalEnum<JoiningPolicy>("joining") ?? JoiningPolicy.Invitation,
            members.OptionalUrlOrMailAddress("contact"),
            members.OptionalBoolean("archived", otherwise: false)
        );
}
