using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Endpoints;
using GeekOnDuty.Api.Feeds;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Audit;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Documents;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Privacy;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.OpenApi;

/// <summary>One small rota, told in every type of the API, so that the examples fit each other.</summary>
internal static class Examples
{
    private const string TraceId = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    private static readonly Guid Ada = new("0199f3a0-5c1e-7b3a-9d2f-3b1a2c4d5e6f");
    private static readonly Guid Hours = new("0199f3a0-5c1e-7b3a-9d2f-000000000001");
    private static readonly Guid Inktank = new("0199f3a0-5c1e-7b3a-9d2f-000000000002");
    private static readonly Guid ClaimId = new("0199f3a0-5c1e-7b3a-9d2f-000000000003");
    private static readonly LocalDate Friday = new(2026, 11, 20);
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 20, 14, 0);
    private static readonly Instant End = Instant.FromUtc(2026, 11, 20, 17, 0);
    private static readonly Link Channel = new("irc", "#ceph on OFTC", "ircs://irc.oftc.net/ceph");

    private static readonly Rota Ceph = new(
        "ceph",
        "Ceph",
        "Help with Ceph on IRC and the mailing list.",
        "UTC",
        "Community help, not support: no guarantees and no SLA.",
        [Channel],
        [new Link("documentation", "Documentation", "https://docs.ceph.com/")],
        RotaRules.Default,
        Visibility.Public,
        JoiningPolicy.Invitation,
        "volunteers@example.org"
    );

    private static readonly OfficeHoursTerms Terms = new(
        "European afternoon",
        "Europe/Amsterdam",
        new LocalDate(2026, 11, 3),
        null,
        new LocalTime(15, 0),
        new LocalTime(18, 0),
        "FREQ=WEEKLY;BYDAY=TU,FR",
        [new LocalDate(2026, 12, 25)],
        [],
        new Seats(1, 2),
        [],
        ["rbd"],
        ["en"],
        Inktank
    );

    private static readonly Claim Claim = new(
        ClaimId,
        Hours,
        Friday,
        Start,
        End,
        1,
        new Holder(HolderKind.Volunteer, Ada, "Ada"),
        ClaimStatus.Held,
        ClaimOrigin.Self,
        Instant.FromUtc(2026, 11, 1, 8, 30)
    );

    private static readonly DutyBody Duty = new(
        ClaimId,
        "Ada",
        new OrganisationBrief("Inktank", "https://example.org/", "https://example.org/logo.svg"),
        [new PublicContact("irc", "ada", null)],
        ["en"],
        ["rbd"],
        "Europe/Amsterdam",
        Start,
        End,
        new OfficeHoursBrief(Hours, "European afternoon"),
        Friday
    );

    private static readonly Volunteer Volunteer = new(
        Ada,
        new Profile("Ada", "Europe/Amsterdam", ["en", "nl"], ["rbd"], [new Contact("irc", "ada", null, Public: true)], Inktank)
    );

    private static readonly Token Token = new(
        new Guid("5f0c6f0e-6c1b-4a53-9a0e-4f4f2f6f7b11"),
        "laptop",
        Ada,
        Instant.FromUtc(2026, 11, 1, 8, 0),
        Instant.FromUtc(2027, 11, 1, 8, 0),
        null
    );

    private static readonly AuditEntry Entry = new(
        new Guid("0199f3a0-5c1e-7b3a-9d2f-000000000005"),
        Claim.CreatedAt,
        new AuditActor(ActorKind.Token, Ada, "Ada", new AuditToken(Token.Id, Token.Name)),
        "ceph",
        ChangeKind.Claim,
        ClaimId,
        null,
        "taken",
        null,
        JsonSerializer.SerializeToNode(Claim, Json.Options)!.AsObject(),
        null,
        TraceId
    );

    private static readonly Invitation Invitation = new(
        new Guid("0199f3a0-5c1e-7b3a-9d2f-000000000005"),
        Role.Volunteer,
        Instant.FromUtc(2026, 11, 1, 8, 0),
        new Inviter(Ada, "Ada"),
        Instant.FromUtc(2026, 11, 15, 8, 0),
        1,
        0,
        null
    );

    private static readonly SlotBody Slot = new(
        Hours,
        Friday,
        "European afternoon",
        "Europe/Amsterdam",
        Start,
        End,
        DstEffect.None,
        new SeatsTaken(1, 2, 1),
        SlotState.Open,
        null,
        [Claim]
    );

    private static readonly RotaDocument Document = new(
        RotaDocument.PresentVersion,
        Ceph,
        [new OrganisationEntry("inktank", "Inktank", "https://example.org/", null)],
        [
            new VolunteerEntry(
                "ada",
                Role.Volunteer,
                "Ada",
                "Europe/Amsterdam",
                ["en"],
                ["rbd"],
                [new Contact("irc", "ada", null, true)],
                "inktank"
            ),
        ],
        [
            new OfficeHoursEntry(
                "european-afternoon",
                [new RevisionEntry(Terms.StartDate, Terms, "inktank")],
                [new ExceptionEntry(Friday, true, "Holiday", null, null)]
            ),
        ],
        [new StandingClaimEntry("ada-fridays", "european-afternoon", "ada", null, Terms.StartDate, null, ["FR"], 2, null)]
    );

    private static readonly AffectedClaim Affected = new(
        ClaimId,
        Claim.Holder,
        Friday,
        ClaimEffect.Released,
        "The slot is cancelled: Holiday"
    );

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["text/event-stream"] = "event: on-duty\ndata: {\"rota\":\"ceph\",\"state\":\"staffed\",…}\n\n",
        [ICalendar.MediaType] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n…\r\nEND:VCALENDAR\r\n",
        ["text/plain"] =
            "# HELP geek_on_duty_database_up 1 while the database answers.\n# TYPE geek_on_duty_database_up gauge\ngeek_on_duty_database_up 1\n",
    };

    private static readonly Dictionary<Type, object> Answers = new object[]
    {
        Ceph,
        new OfficeHoursAnswer(Hours, Terms),
        Claim,
        Volunteer,
        Slot,
        Document,
        new StandingClaimSummary(
            new Guid("0199f3a0-5c1e-7b3a-9d2f-000000000004"),
            "ceph",
            Hours,
            Terms.Title,
            Claim.Holder,
            Friday,
            null,
            ["FR"],
            1,
            null,
            [Friday, Friday.PlusWeeks(1), Friday.PlusWeeks(2), Friday.PlusWeeks(3), Friday.PlusWeeks(4)],
            Claim.CreatedAt
        ),
        new AffectedClaims([Affected]),
        new RevisedOfficeHours(Hours, Terms, [Affected]),
        new ChangedSlotBody(Slot, [Affected]),
        new Organisation(Inktank, "inktank", "Inktank", "https://example.org/", "https://example.org/logo.svg"),
        new Member(Ada, "Ada", Role.Volunteer),
        new ChangedMember(new Member(Ada, "Ada", Role.Volunteer), []),
        Token,
        new NewToken(Token, "geek_Xwxv…"),
        Invitation,
        new NewInvitation(
            Invitation,
            "geek_join_Qm9v…",
            "/ceph/join/geek_join_Qm9v…",
            "https://duty.example.org/ceph/join/geek_join_Qm9v…"
        ),
        new NewCalendar("https://duty.example.org/me/calendar/geek_calendar_Rk8w….ics"),
        new JoinRequest(Ada, "Ada", "I run three clusters and have time on Fridays.", Instant.FromUtc(2026, 11, 1, 8, 0)),
        new JoinRequested(),
        new Session(
            new Guid("0199f3a0-5c1e-7b3a-9d2f-000000000005"),
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            Instant.FromUtc(2026, 11, 1, 8, 0),
            Instant.FromUtc(2026, 11, 20, 13, 0),
            Instant.FromUtc(2026, 12, 20, 13, 0),
            Current: false
        ),
        new OnDutyBody(
            "ceph",
            DutyState.Staffed,
            Start,
            End,
            [Duty],
            new NextBody(Instant.FromUtc(2026, 11, 24, 14, 0), Instant.FromUtc(2026, 11, 24, 17, 0), [Duty]),
            new NextOfficeHoursBody(
                Instant.FromUtc(2026, 11, 23, 14, 0),
                Instant.FromUtc(2026, 11, 23, 17, 0),
                Duty.OfficeHours,
                new LocalDate(2026, 11, 23),
                Held: false,
                []
            ),
            [Channel],
            Ceph.Notice
        ),
        new SegmentBody(Start, End, DutyState.Staffed, [Duty]),
        new Occurrences(
            [
                new Occurrence(
                    new LocalDate(2026, 10, 25),
                    Instant.FromUtc(2026, 10, 25, 0, 0),
                    Instant.FromUtc(2026, 10, 25, 2, 0),
                    DstEffect.Lengthened
                ),
            ],
            [],
            false,
            "TZDB: 2026f"
        ),
        new StandingClaimAnswer(
            new Guid("0199f3a0-5c1e-7b3a-9d2f-000000000004"),
            [TakenClaim.Of(Claim)],
            [new RefusedDate(new LocalDate(2026, 12, 4), RefusalKind.SlotFull)]
        ),
        new ImportReport(
            false,
            [
                new ImportChange(
                    "officeHours",
                    "european-afternoon",
                    "European afternoon",
                    "updated",
                    [
                        new ImportedField(
                            "startTime",
                            new LocalDate(2026, 12, 1),
                            JsonValue.Create("15:00"),
                            JsonValue.Create("16:00")
                        ),
                    ]
                ),
            ],
            3,
            8,
            [],
            []
        ),
        Entry,
        new OwnData(
            Volunteer,
            new OwnAccount("ada", false, null, Instant.FromUtc(2026, 10, 1, 8, 0)),
            [new OwnMembership("ceph", Role.Volunteer)],
            [],
            [new OwnClaim("ceph", ClaimId, Hours, Friday, Start, End, 1, ClaimOrigin.Self, null, Claim.CreatedAt, null, null)],
            [],
            [Token],
            new OwnCalendar(Ada, Instant.FromUtc(2026, 11, 1, 8, 0)),
            [Entry]
        ),
        new Readiness("ready", "up", 4, "TZDB: 2026f"),
        new Liveness("live"),
    }.ToDictionary(example => example.GetType());

    private static readonly Dictionary<Type, string> Bodies = new()
    {
        [typeof(Rota)] =
            """{"slug":"ceph","name":"Ceph","zone":"UTC","channels":[{"kind":"irc","label":"#ceph on OFTC","url":"ircs://irc.oftc.net/ceph"}],"contact":"volunteers@example.org"}""",
        [typeof(ArchivedBody)] = """{"archived":true}""",
        [typeof(DeleteRotaBody)] = """{"slug":"ceph"}""",
        [typeof(OfficeHoursBody)] = """
            {"title":"European afternoon","zone":"Europe/Amsterdam","startDate":"2026-11-03","startTime":"15:00","endTime":"18:00",
             "recurrence":"FREQ=WEEKLY;BYDAY=TU,FR","exceptDates":["2026-12-25"],"seats":{"minimum":1,"maximum":2}}
            """,
        [typeof(SlotChange)] = """{"cancelled":true,"reason":"Holiday"}""",
        [typeof(ClaimBody)] = $$"""{"volunteerId":"{{Ada}}"}""",
        [typeof(StandingClaimBody)] = """{"from":"2026-11-20","every":2}""",
        [typeof(VolunteerBody)] =
            """{"displayName":"Ada","zone":"Europe/Amsterdam","languages":["en"],"contacts":[{"kind":"irc","value":"ada","public":true}]}""",
        [typeof(OrganisationBody)] = """{"slug":"inktank","name":"Inktank","url":"https://example.org/"}""",
        [typeof(MemberBody)] = """{"role":"volunteer"}""",
        [typeof(InvitationBody)] = """{"role":"volunteer","uses":20}""",
        [typeof(JoinBody)] = """{"invitation":"geek_join_Qm9v…","message":"I run three clusters and have time on Fridays."}""",
        [typeof(TokenBody)] = """{"name":"laptop","expiresAt":"2027-11-01T08:00:00Z"}""",
        [typeof(OccurrenceQuestion)] = """
            {"zone":"Europe/Berlin","startDate":"2026-10-25","startTime":"02:00","endTime":"03:00","recurrence":"FREQ=WEEKLY;BYDAY=SU","to":"2026-11-01T00:00:00Z"}
            """,
        [typeof(RotaDocument)] = JsonSerializer.Serialize(Document, RotaDocument.Format),
    };

    /// <summary>The answer of that type; a page of it where the type is a page.</summary>
    public static JsonNode? Of(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Page<>)
            ? new JsonObject { ["items"] = new JsonArray(Of(type.GetGenericArguments()[0])), ["nextCursor"] = null }
        : Answers.TryGetValue(type, out var example) ? JsonSerializer.SerializeToNode(example, type, Json.Options)
        : null;

    /// <summary>An answer that is not JSON.</summary>
    public static JsonNode? Of(string mediaType) => Texts.TryGetValue(mediaType, out var text) ? JsonValue.Create(text) : null;

    public static JsonNode? Body(Type type) => Bodies.TryGetValue(type, out var json) ? JsonNode.Parse(json) : null;

    public static JsonNode? Of(ProblemKind kind)
    {
        var problem =
            kind == Problems.Invalid
                ? kind.Details(
                    "zone: 'Europe/Amsterdm' is not a time zone.",
                    (
                        "errors",
                        new Dictionary<string, string[]>(StringComparer.Ordinal)
                        {
                            ["zone"] = ["'Europe/Amsterdm' is not a time zone. Did you mean Europe/Amsterdam?"],
                        }
                    )
                )
                : kind.Details(kind.Meaning);
        problem.Extensions["traceId"] = TraceId;
        if (kind == Problems.SlotFull || kind == Problems.DoubleBooked || kind == Problems.AlreadyClaimed)
        {
            problem.Extensions["alternatives"] = new[] { Slot };
        }

        return JsonSerializer.SerializeToNode(problem, Json.Options);
    }
}
