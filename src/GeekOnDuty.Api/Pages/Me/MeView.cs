using System.Text.Json.Nodes;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.People;

namespace GeekOnDuty.Api.Pages.Me;

/// <summary>What the page of a person shows. Times are written out, in their zone.</summary>
/// <param name="Name">As it is kept, whatever stands in the form.</param>
/// <param name="ZoneInUse">The zone that every time is in, with its offset.</param>
/// <param name="Version">The ETag of the profile that the form was filled with.</param>
/// <param name="Profile">As it is kept, or as it was typed.</param>
/// <param name="Email">Null: none is confirmed.</param>
/// <param name="Mailable">Whether a link can be sent.</param>
/// <param name="Organisations">Id and name.</param>
/// <param name="Sessions">The last used first.</param>
/// <param name="Tokens">By id.</param>
/// <param name="CalendarSince">When the address of their calendar was made; null while there is none.</param>
/// <param name="Hours">By start.</param>
/// <param name="HasMoreHours">Whether there are more than those.</param>
/// <param name="Repeating">Their standing claims in every rota.</param>
public sealed record MeView(
    string Name,
    string ZoneInUse,
    string Version,
    ProfileForm Profile,
    string? Email,
    bool Mailable,
    IReadOnlyList<KeyValuePair<string, string>> Organisations,
    IReadOnlyList<MeView.Session> Sessions,
    IReadOnlyList<MeView.Token> Tokens,
    string? CalendarSince,
    IReadOnlyList<MeView.Hour> Hours,
    bool HasMoreHours,
    IReadOnlyList<StandingClaimView> Repeating
)
{
    public sealed record Session(Guid Id, string Device, string Since, string LastUsed, bool IsPresent);

    public sealed record Token(Guid Id, string Name, string Created, string? Expires, string? LastUsed);

    public sealed record Hour(string Rota, string RotaName, string When);
}

/// <summary>The fields of a profile.</summary>
public sealed record ProfileForm(
    string DisplayName,
    string? Zone,
    string Languages,
    string Topics,
    IReadOnlyList<ContactForm> Contacts,
    string OrganisationId
)
{
    internal static ProfileForm Of(Volunteer volunteer) =>
        new(
            volunteer.DisplayName,
            volunteer.Zone,
            string.Join(", ", volunteer.Languages),
            string.Join(", ", volunteer.Topics),
            [
                .. volunteer.Contacts.Select(contact => new ContactForm(
                    contact.Kind,
                    contact.Value,
                    contact.Url ?? "",
                    contact.Public
                )),
            ],
            volunteer.OrganisationId?.ToString() ?? ""
        );

    internal static ProfileForm Of(PageForm form) =>
        new(
            form["displayName"],
            form.Optional("zone"),
            form["languages"],
            form["topics"],
            ContactForm.Of(form),
            form["organisationId"]
        );

    /// <summary>The profile as the API takes it.</summary>
    internal JsonObject ToBody() =>
        new()
        {
            ["displayName"] = PageForm.OrNull(DisplayName),
            ["zone"] = Zone,
            ["languages"] = PageForm.Languages(Languages),
            ["topics"] = PageForm.Words(Topics, ','),
            ["organisationId"] = PageForm.OrNull(OrganisationId),
            ["contacts"] = new JsonArray([.. Contacts.Select(contact => contact.ToBody())]),
        };
}

/// <summary>A row of fields for a contact.</summary>
public sealed record ContactForm(string Kind, string Value, string Url, bool Public)
{
    internal JsonObject ToBody() =>
        new()
        {
            ["kind"] = PageForm.OrNull(Kind),
            ["value"] = PageForm.OrNull(Value),
            ["url"] = PageForm.OrNull(Url),
            ["public"] = Public,
        };

    /// <summary>The rows that are not empty; their places are those that errors name.</summary>
    internal static IReadOnlyList<ContactForm> Of(PageForm form)
    {
        var rows = new List<ContactForm>();
        for (var i = 0; form.Fields.ContainsKey($"contacts[{i}].kind"); i++)
        {
            var isPublic = form[$"contacts[{i}].public"].Length > 0;
            rows.Add(
                new ContactForm(form[$"contacts[{i}].kind"], form[$"contacts[{i}].value"], form[$"contacts[{i}].url"], isPublic)
            );
        }

        return [.. rows.Where(row => (row.Kind + row.Value + row.Url).Length > 0)];
    }
}
