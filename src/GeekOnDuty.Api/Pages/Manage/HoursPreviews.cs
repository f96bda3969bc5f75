using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>Previews of office hours for a coordinator of a rota, or for whoever sets one up.</summary>
internal sealed class HoursPreviews(MemberQueries members, VolunteerQueries volunteers, IClock clock)
{
    /// <param name="form">What was typed so far.</param>
    /// <param name="visitor">Whose clock it shows too.</param>
    /// <param name="view">The rota; null while there is none.</param>
    /// <param name="id">The office hours that are being changed; null for new ones.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<HoursPreview> MakeAsync(HoursForm form, Actor visitor, RotaView? view, Guid? id, CancellationToken ct)
    {
        var own = await OwnZoneAsync(visitor, ct);
        return new PreviewContext(
            clock.GetCurrentInstant(),
            own,
            view is null ? [own] : await members.ZonesAsync(view.Stored.Id, ct),
            view is null ? [] : [.. view.OfficeHours.Values.Where(hours => hours.Id != id)]
        ).Of(form);
    }

    public async Task<string> OwnZoneAsync(Actor visitor, CancellationToken ct) =>
        (await volunteers.FindAsync(visitor, visitor.VolunteerId, ct))!.Volunteer.Zone;
}
