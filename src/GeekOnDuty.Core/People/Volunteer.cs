using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.People;

/// <summary>How to reach a person.</summary>
/// <param name="Kind">Such as irc or email.</param>
/// <param name="Value">A nick, a number, an address.</param>
/// <param name="Url">Opens it, if anything does.</param>
/// <param name="Public">Shown to visitors; otherwise only to the volunteer and coordinators.</param>
public sealed record Contact(string Kind, string Value, string? Url, bool Public)
{
    public static Contact Read(JsonObjectReader members) =>
        new(
            members.Text("kind", 30),
            members.Text("value"),
            members.OptionalUrl("url"),
            members.OptionalBoolean("public", otherwise: false)
        );
}

/// <summary>A person.</summary>
public sealed record Volunteer : Profile
{
    public Volunteer(Guid id, Profile profile)
        : base(profile) => Id = id;

    /// <summary>Its id.</summary>
    public Guid Id { get; }
}

/// <summary>The body of POST and PUT: only `displayName` and `zone` are required.</summary>
/// <param name="Id">May be there when it is the id of the address, so that what was read can be sent back.</param>
/// <param name="Profile">All the rest.</param>
public sealed record VolunteerBody(Guid? Id, Profile Profile) : IRequestBody<VolunteerBody>
{
    public static VolunteerBody Read(JsonObjectReader members) =>
        new(members.OptionalId("id"), Profile.Read(members, members.OptionalId("organisationId")));
}

/// <summary>
/// What a person says about themselves. A new member is added here, with its column, its place in <see cref="Erased"/>
/// and its reader; then in the form of the page `/me` and in rota documents.
/// </summary>
/// <param name="DisplayName">What the public sees.</param>
/// <param name="Zone">Where they live; kept as written.</param>
/// <param name="Languages">BCP 47 language tags, such as `en` or `pt-BR`.</param>
/// <param name="Topics">What they can be asked.</param>
/// <param name="Contacts">How to reach them; public ones show while they are on duty.</param>
/// <param name="OrganisationId">Who stands behind them.</param>
public record Profile(
    string DisplayName,
    string Zone,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Topics,
    IReadOnlyList<Contact> Contacts,
    Guid? OrganisationId
)
{
    /// <summary>The columns of `volunteers` that hold it.</summary>
    public const string Columns = "display_name, zone, languages, topics, contacts, organisation_id";

    /// <summary>The parameters of a statement for <see cref="Columns"/>, in the same order.</summary>
    public const string Parameters = "@DisplayName, @Zone, @Languages, @Topics, @Contacts, @OrganisationId";

    /// <summary>What stays of a person who is erased.</summary>
    public static readonly Profile Erased = new("A former volunteer", "UTC", [], [], [], null);

    public static Profile Read(JsonObjectReader members, Guid? organisationId) =>
        new(
            members.Text("displayName", 100),
            members.Zone("zone"),
            members.Words("languages"),
            members.Words("topics"),
            members.Objects("contacts", 20, Contact.Read),
            organisationId
        );
}
