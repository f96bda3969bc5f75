using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.People;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>Previews of office hours for a coordinator of a rota, or for whoever sets one up.</summary>
internal sealed class HoursPreviews(MemberQueries members, VolunteerQueries volunteers)
{
    /// <param name="form">What was typed so far.</param>
    /// <param name="view">The rota; null while there is none.</param>
    /// <param name="id">The office hours that are being changed; null for new ones.</param>
    /// <param name="caller">The preview also shows the times in the zone of the actor.</param>
    public async Task<HoursPreview> MakeAsync(HoursForm form, RotaContext? view, Guid? id, Caller caller)
    {
        var own = await OwnZoneAsync(caller);
        return new PreviewContext(
            caller.Now,
            own,
            view is null ? [own] : await members.ZonesAsync(view.Stored.Id, caller.Ct),
            view is null ? [] : [.. view.OfficeHours.Values.Where(hours => hours.Id != id)]
        ).Of(form);
    }

    public async Task<string> OwnZoneAsync(Caller caller) =>
        (await volunteers.FindAsync(caller.Actor, caller.Actor.VolunteerId, caller.Ct))!.Volunteer.Zone;
}
