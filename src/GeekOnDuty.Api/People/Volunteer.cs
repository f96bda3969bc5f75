using GeekOnDuty.Api.Http;

namespace GeekOnDuty.Api.People;

/// <summary>How to reach a person.</summary>
/// <param name="Kind">Such as irc or email.</param>
/// <param name="Value">A nick, a number, an address.</param>
/// <param name="Url">Opens it, if anything does.</param>
/// <param name="Public">Shown to visitors; otherwise only to the volunteer and coordinators.</param>
internal sealed record Contact(string Kind, string Value, string? Url, bool Public)
{
    public static Contact Read(Members members) =>
        new(
            members.Text("kind", 30),
            members.Text("value"),
            members.OptionalUrl("url"),
            members.OptionalBoolean("public", otherwise: false)
        );
}

/// <summary>A person.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DisplayName">What the public sees.</param>
/// <param name="Zone">Where they live; kept as written.</param>
/// <param name="Languages">BCP 47 language tags, such as `en` or `pt-BR`.</param>
/// <param name="Topics">What they can be asked.</param>
/// <param name="Contacts">How to reach them; public ones show while they are on duty.</param>
/// <param name="OrganisationId">Who stands behind them.</param>
internal sealed record Volunteer(
    Guid Id,
    string DisplayName,
    string Zone,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Topics,
    IReadOnlyList<Contact> Contacts,
    Guid? OrganisationId
)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public Profile Profile => new(DisplayName, Zone, Languages, Topics, Contacts, OrganisationId);

    public static Volunteer Of(Guid id, Profile profile) =>
        new(id, profile.DisplayName, profile.Zone, profile.Languages, profile.Topics, profile.Contacts, profile.OrganisationId);
}

/// <summary>The body of POST and PUT: only `displayName` and `zone` are required.</summary>
/// <param name="Id">May be there when it is the id of the address, so that what was read can be sent back.</param>
/// <param name="Profile">All the rest.</param>
internal sealed record VolunteerBody(Guid? Id, Profile Profile) : IReadFromBody<VolunteerBody>
{
    public static VolunteerBody Read(Members members) =>
        new(members.OptionalId("id"), Profile.Read(members, members.OptionalId("organisationId")));
}

/// <summary>What a person says about themselves.</summary>
/// <param name="DisplayName">What the public sees.</param>
/// <param name="Zone">Where they live; kept as written.</param>
/// <param name="Languages">BCP 47 language tags, such as `en` or `pt-BR`.</param>
/// <param name="Topics">What they can be asked.</param>
/// <param name="Contacts">How to reach them; public ones show while they are on duty.</param>
/// <param name="OrganisationId">Who stands behind them.</param>
internal sealed record Profile(
    string DisplayName,
    string Zone,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Topics,
    IReadOnlyList<Contact> Contacts,
    Guid? OrganisationId
)
{
    public static Profile Read(Members members, Guid? organisationId) =>
        new(
            members.Text("displayName", 100),
            members.Zone("zone"),
            members.Words("languages"),
            members.Words("topics"),
            members.Objects("contacts", 20, Contact.Read),
            organisationId
        );
}
