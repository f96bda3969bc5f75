using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Mail;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Me;

/// <summary>Reads what the page of a person shows.</summary>
internal sealed class MeReader(
    VolunteerQueries volunteers,
    OrganisationQueries organisations,
    SessionQueries sessions,
    TokenQueries tokens,
    OwnCalendarQueries calendars,
    MeQueries hours,
    StandingClaimSummaries summaries,
    SignInLinks links,
    EmailQueue post,
    IClock clock
)
{
    private const int MostListed = 200;
    private const int MostHours = 8;

    public async Task<MeView> ReadAsync(Actor visitor, CancellationToken ct)
    {
        var (id, now) = (visitor.VolunteerId, clock.GetCurrentInstant());
        var me = (await volunteers.FindAsync(visitor, id, ct))!.Volunteer;
        var times = new ViewClock(Zones.InUse[me.Zone], new Interval(now, now + Duration.FromHours(1)));
        var held = await hours.HoursAsync(id, now, MostHours + 1, ct);
        return new MeView(
            me.DisplayName,
            times.Text,
            EntityTag.Of(Json.BytesOf(me, Json.Options)),
            ProfileForm.Of(me),
            await links.AddressAsync(id, ct),
            post.IsOpen,
            [
                .. (await organisations.ListAsync("", MostListed, ct)).Select(each =>
                    KeyValuePair.Create(each.Id.ToString(), each.Name)
                ),
            ],
            [
                .. (await sessions.ListAsync(id, visitor.SessionId, Guid.Empty, MostListed, now, ct))
                    .OrderByDescending(session => session.Current)
                    .ThenByDescending(session => session.LastUsedAt)
                    .Select(session => new MeView.Session(
                        session.Id,
                        session.Device,
                        times.MomentOfYear(session.CreatedAt),
                        times.MomentOfYear(session.LastUsedAt),
                        session.Current
                    )),
            ],
            [
                .. (await tokens.ListAsync(id, Guid.Empty, MostListed, ct)).Select(token => new MeView.Token(
                    token.Id,
                    token.Name,
                    times.MomentOfYear(token.CreatedAt),
                    token.ExpiresAt is { } end ? times.MomentOfYear(end) : null,
                    token.LastUsedAt is { } used ? times.MomentOfYear(used) : null
                )),
            ],
            await calendars.FindAsync(id, ct) is { } calendar ? times.MomentOfYear(calendar.CreatedAt) : null,
            [.. held.Take(MostHours).Select(each => new MeView.Hour(each.Rota, each.RotaName, times.WithDay(each.During)))],
            held.Count > MostHours,
            [
                .. (await summaries.DetailsAsync(null, id, Guid.Empty, MostListed, now, ct)).Select(each =>
                    StandingClaimView.Of(each, visitor.MayCoordinate(each.Rota.Id), times, now)
                ),
            ]
        );
    }
}
