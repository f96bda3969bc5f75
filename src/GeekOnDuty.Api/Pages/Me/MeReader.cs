using GeekOnDuty.Api.Feeds;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Mail;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.SignIn;
using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Api.Pages.Me;

/// <summary>Reads what the page of a person shows.</summary>
internal sealed class MeReader(
    VolunteerQueries volunteers,
    OrganisationQueries organisations,
    SessionQueries sessions,
    TokenQueries tokens,
    OwnCalendarQueries calendars,
    MeQueries hours,
    SignInLinks links,
    PostOffice post,
    IClock clock
)
{
    private const int MostListed = 200;
    private const int MostHours = 8;

    private static readonly ZonedDateTimePattern Moment = ZonedDateTimePattern.CreateWithInvariantCulture(
        "ddd d MMM uuuu, HH:mm 'UTC'o<g>",
        null
    );

    private static readonly ZonedDateTimePattern Time = ZonedDateTimePattern.CreateWithInvariantCulture("HH:mm 'UTC'o<g>", null);

    public async Task<MeView> ReadAsync(Actor visitor, CancellationToken ct)
    {
        var (id, now) = (visitor.VolunteerId, clock.GetCurrentInstant());
        var me = (await volunteers.FindAsync(visitor, id, ct))!.Volunteer;
        var zone = Zones.InUse[me.Zone];
        var held = await hours.HoursAsync(id, now, MostHours + 1, ct);
        return new MeView(
            me.DisplayName,
            ETags.Of(ETags.BytesOf(me, Json.Options)),
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
                        At(session.CreatedAt),
                        At(session.LastUsedAt),
                        session.Current
                    )),
            ],
            [
                .. (await tokens.ListAsync(id, Guid.Empty, MostListed, ct)).Select(token => new MeView.Token(
                    token.Id,
                    token.Name,
                    At(token.CreatedAt),
                    token.ExpiresAt is { } end ? At(end) : null,
                    token.LastUsedAt is { } used ? At(used) : null
                )),
            ],
            await calendars.FindAsync(id, ct) is { } calendar ? At(calendar.CreatedAt) : null,
            [.. held.Take(MostHours).Select(each => new MeView.Hour(each.Rota, each.RotaName, Span(each.During)))],
            held.Count > MostHours
        );

        string At(Instant instant) => Moment.Format(instant.InZone(zone));

        string Span(Interval during)
        {
            var (start, end) = (during.Start.InZone(zone), during.End.InZone(zone));
            return $"{Moment.Format(start)} – {(start.Date == end.Date ? Time : Moment).Format(end)} ({zone.Id})";
        }
    }
}
