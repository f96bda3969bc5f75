using NodaTime;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>A rota of one to six office hours near some change of the clock, with revisions, overrides, an end now and then, and claims.</summary>
internal sealed record RandomRota(IReadOnlyList<OfficeHours> OfficeHours, IReadOnlyList<HeldSeat> Claims, Interval Around)
{
    private const int DaysAround = 20;

    private static readonly string[] Zones =
    [
        "UTC",
        "Europe/Berlin",
        "America/Chicago",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Antarctica/Troll",
        "America/Santiago",
        "Africa/Cairo",
        "America/Havana",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    ];

    private static readonly LocalDate[] Starts =
    [
        new(2026, 3, 1),
        new(2026, 3, 20),
        new(2026, 10, 1),
        new(2026, 10, 20),
        new(2026, 8, 25),
        new(2011, 12, 20),
    ];

    private static readonly string[] Rules =
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=2",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=WEEKLY;BYDAY=SA,SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR,SU",
        "FREQ=DAILY;COUNT=12",
        "FREQ=MONTHLY;BYDAY=-1SU",
    ];

    /// <summary>Few of them, so that one is often on duty twice; two have the same name.</summary>
    private static readonly Holder[] Holders =
    [
        Given.Volunteer("Ada"),
        Given.Volunteer("Bob"),
        Given.Volunteer("bob"),
        Given.Volunteer("Ada"),
        new(HolderKind.Organisation, Guid.NewGuid(), "Inktank"),
    ];

    public static RandomRota Draw(Random random)
    {
        var first = Starts[random.Next(Starts.Length)];
        var officeHours = Enumerable.Range(0, random.Next(1, 7)).Select(_ => DrawHours(random, first)).ToArray();
        var start = first.AtMidnight().InUtc().ToInstant();
        var ofNoOfficeHours = DrawClaim(random, Id(random), first, 1);
        var claims = officeHours.SelectMany(hours => DrawClaims(random, hours, first)).Append(ofNoOfficeHours).ToArray();
        random.Shuffle(claims);
        return new(officeHours, claims, new Interval(start, start + Duration.FromDays(DaysAround)));
    }

    private static OfficeHours DrawHours(Random random, LocalDate first)
    {
        var revisions = new List<Revision>();
        for (var date = first.PlusDays(random.Next(-60, 5)); revisions.Count < 3; date = date.PlusDays(random.Next(1, 70)))
        {
            revisions.Add(new Revision(date, DrawRule(random, date.PlusDays(random.Next(-3, 3)))));
            if (random.Next(2) == 0)
            {
                break;
            }
        }

        var overrides = new Dictionary<LocalDate, SlotOverride>();
        for (var i = random.Next(6); i > 0; i--)
        {
            overrides[first.PlusDays(random.Next(DaysAround))] =
                random.Next(2) == 0 ? Given.Cancelled : new(Cancelled: false, Reason: null, DrawTime(random), DrawTime(random));
        }

        return new OfficeHours(
            Id(random),
            revisions,
            overrides,
            random.Next(6) == 0 ? first.PlusDays(random.Next(DaysAround)) : null
        );
    }

    /// <summary>Rules end after some months, most of them: who is on duty around the clock for good is searched for to the end of time.</summary>
    private static OfficeHoursRule DrawRule(Random random, LocalDate start)
    {
        var text = random.Next(4) == 0 ? RuleSketch.Draw(random, start).Text(random) : Rules[random.Next(Rules.Length)];
        var startTime = DrawTime(random);
        var endTime = random.Next(10) == 0 ? startTime : DrawTime(random);
        return new OfficeHoursRule(
            Given.Zone(Zones[random.Next(Zones.Length)]),
            start,
            random.Next(5) == 0 && startTime != endTime ? null : start.PlusDays(random.Next(150)),
            startTime,
            endTime,
            random.Next(8) == 0 ? null : Recurrence.Parse(text),
            Enumerable.Range(0, random.Next(3)).Select(_ => start.PlusDays(random.Next(60))),
            Enumerable.Range(0, random.Next(3)).Select(_ => start.PlusDays(random.Next(-3, 60))),
            new Seats(0, 3)
        );
    }

    /// <summary>Mostly at full hours, so that slots of different office hours touch; and often where clocks change.</summary>
    private static LocalTime DrawTime(Random random) =>
        random.Next(4) switch
        {
            0 => new LocalTime(random.Next(24), random.Next(60)),
            1 => new LocalTime(random.Next(5), random.Next(2) * 30),
            _ => new LocalTime(random.Next(24), 0),
        };

    /// <summary>Some dates have no slot, or one that was cancelled.</summary>
    private static IEnumerable<HeldSeat> DrawClaims(Random random, OfficeHours hours, LocalDate first) =>
        from day in Enumerable.Range(-DaysAround, 3 * DaysAround)
        let date = first.PlusDays(day)
        where random.Next(2) == 0 && (hours.SlotOn(date) is not null || random.Next(10) == 0)
        from seat in Enumerable.Range(1, random.Next(1, 4))
        select DrawClaim(random, hours.Id, date, seat);

    private static HeldSeat DrawClaim(Random random, Guid officeHours, LocalDate date, int seat) =>
        new(Id(random), officeHours, date, seat, Holders[random.Next(Holders.Length)]);

    private static Guid Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
