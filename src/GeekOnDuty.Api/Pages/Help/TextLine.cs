using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Help;

/// <summary>
/// Who is on duty, as one line for a terminal: `Ada (Inktank) is on duty until 17:00 UTC (2 h 10 min) · #ceph on OFTC`. What comes next is said
/// where nobody is on duty, and where nobody but those who are has taken later hours.
/// </summary>
/// <param name="Said">Without a line end.</param>
/// <param name="Until">The next instant at which it reads otherwise: its minutes count down.</param>
internal sealed record TextLine(Phrase Said, Instant Until)
{
    public string Text => Said.ToString();

    /// <param name="body">What `on-duty` says at <paramref name="now"/>.</param>
    /// <param name="now">What times are counted from.</param>
    /// <param name="zone">On whose clock.</param>
    public static TextLine Of(OnDutyBody body, Instant now, DateTimeZone zone)
    {
        var until = Instant.Min(body.Until ?? Instant.MaxValue, LocalTimes.NextDay(now, zone));
        var labels = body.Channels.Select(channel => channel.Label).Distinct().Select(label => (Phrase)$"{label}");
        var sentence = Sentence();
        return new TextLine(Phrase.Join(" · ", [sentence, .. labels]), until);

        Phrase Sentence() =>
            body.State != DutyState.Staffed ? $"{Phrase.Of(Words.Help.Nobody(body.State == DutyState.Unstaffed))} {Next()}"
            : body.Next is null && Hours() is { } again ? (Phrase)$"{Everybody()}. {again}"
            : Everybody();

        Phrase Everybody() =>
            Phrase.Join(
                ", ",
                body.OnDuty.GroupBy(duty => duty.EndsAt)
                    .OrderBy(group => group.Key)
                    .Select((group, i) => OnDuty([.. group], i == 0))
            );

        Phrase OnDuty(IReadOnlyList<DutyBody> duties, bool first) =>
            $"{Names(duties)} {Phrase.Of(first ? Words.Help.AreOnDuty(duties.Count) : "")}{Phrase.Of(Words.Help.Until(Seen(duties[0].EndsAt)))} ({Phrase.Of(Left(duties[0].EndsAt))})";

        Phrase Next() =>
            (Hours(), Newcomers()) switch
            {
                (null, null) => Phrase.Of(Words.Help.NothingNext(body is { State: DutyState.Unstaffed, Until: null })),
                ({ } hours, { } newcomers) => (Phrase)$"{hours}. {newcomers}",
                var (hours, newcomers) => (hours ?? newcomers)!,
            };

        Phrase? Newcomers() =>
            body.Next is { StartsAt: var at, OnDuty: var duties }
                ? Words.Help.NextAt(Names(duties), Seen(at), IsToday(at), Left(at), body.OfficeHoursBeforeNext is not null)
                : null;

        Phrase? Hours() =>
            body.OfficeHoursBeforeNext switch
            {
                null => null,
                { Held: true, Names: var names, StartsAt: var at } => Words.Help.AgainAt(
                    Words.Help.List(names),
                    Seen(at),
                    IsToday(at),
                    Left(at)
                ),
                { StartsAt: var at } => Phrase.Of(Words.Help.OpenAt(Seen(at), Left(at))),
            };

        string Seen(Instant at) => LocalTimes.Seen(at, now, zone);

        bool IsToday(Instant at) => at.InZone(zone).Date == now.InZone(zone).Date;

        string Left(Instant at)
        {
            var unit = at - now > Duration.FromDays(1) ? Duration.FromHours(1) : Duration.FromMinutes(1);
            var units = (long)Math.Ceiling((at - now) / unit);
            until = Instant.Min(until, at - ((units - 1) * unit));
            return Words.Help.Length(units * unit);
        }
    }

    private static Phrase Names(IReadOnlyList<DutyBody> duties) =>
        Words.Help.List([.. duties.Select(duty => Words.Help.Named(duty.Name, duty.Organisation?.Name))]);
}
