using System.Text.Json;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.OnDuty;

public sealed class SlotListTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Utc("2026-03-02T00:00:00Z");

    [Fact]
    public async Task A_slot_has_exactly_the_members_of_the_contract_and_its_claims()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00", "Europe/Berlin", seats: 2, title: "Morning");
        var ada = await rota.MemberAsync("Ada");
        var claim = await rota.ClaimAsync(ada, hours, "2026-03-02");

        var slot = Assert.Single(await rota.SlotsAsync(Now, Now + Duration.FromHours(23)));

        Assert.Equal("officeHoursId date title zone startsAt endsAt dst seats state reason claims", slot.MembersOf());
        Assert.Equal("2026-03-02T08:00:00Z/2026-03-02T11:00:00Z", slot.During());
        Assert.Equal("""{"minimum":1,"maximum":2,"taken":1}""", slot.GetProperty("seats").GetRawText());
        Assert.Equal("open", slot.GetProperty("state").GetString());
        var held = Assert.Single(slot.GetProperty("claims").EnumerateArray());
        Assert.Equal("id officeHoursId date startsAt endsAt seat holder status origin createdAt", held.MembersOf());
        Assert.Equal(claim, held.GetProperty("id").GetGuid());
        Assert.Equal(slot.During(), held.During());
        Assert.Equal($$"""{"kind":"volunteer","id":"{{ada.Id}}","name":"Ada"}""", held.GetProperty("holder").GetRawText());
    }

    [Theory]
    [InlineData("2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", false)]
    [InlineData("2026-03-02T08:00:00Z", "2026-03-02T09:00:00.0000001Z", true)]
    [InlineData("2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", true)]
    [InlineData("2026-03-02T11:59:59.9999999Z", "2026-03-02T13:00:00Z", true)]
    [InlineData("2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z", false)]
    public async Task A_slot_is_listed_when_it_overlaps_the_half_open_window(string from, string to, bool listed)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync("09:00", "12:00");

        Assert.Equal(listed ? 1 : 0, (await rota.SlotsAsync(Utc(from), Utc(to))).Count);
    }

    [Fact]
    public async Task State_picks_open_filled_or_cancelled_slots()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, "2026-03-03");
        using var cancelled = await rota.ChangeSlotAsync(hours, "2026-03-04", new { cancelled = true, reason = "Holiday" });
        await cancelled.ShouldBe(200);

        Assert.Equal("2026-03-02 open, 2026-03-03 filled, 2026-03-04 cancelled, 2026-03-05 open", await ListAsync(""));
        Assert.Equal("2026-03-02 open, 2026-03-05 open", await ListAsync("&state=open"));
        Assert.Equal("2026-03-03 filled", await ListAsync("&state=filled"));
        Assert.Equal("2026-03-04 cancelled", await ListAsync("&state=cancelled"));
        Assert.Equal("2026-03-02 open, 2026-03-05 open", await ListAsync("&state=open&limit=1"));
        using var wrong = await app.Anonymous.GetAsync(
            rota.Path("slots?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z&state=Open")
        );
        (await wrong.ShouldBeProblem(400, "invalid")).ShouldName("state");

        async Task<string> ListAsync(string more) =>
            string.Join(
                ", ",
                (await rota.SlotsAsync(Now, Now + Duration.FromDays(4), more)).Select(slot =>
                    $"{slot.GetProperty("date").GetString()} {slot.GetProperty("state").GetString()}"
                )
            );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Pages_of_slots_with_equal_starts_miss_none_and_repeat_none(int limit)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        for (var i = 0; i < 5; i++)
        {
            await rota.HoursAsync("09:00", "10:00");
        }

        var (from, to) = (Now, Now + Duration.FromDays(3));
        var whole = await rota.SlotsAsync(from, to);

        Assert.Equal(15, whole.Count);
        Assert.Equal(whole.Lines(), (await rota.SlotsAsync(from, to, $"&limit={limit}")).Lines());
        Assert.Equal(whole.OrderBy(slot => slot.InstantAt("startsAt")).Lines(), whole.Lines());
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "01:00", "04:00", "2026-03-29T00:00:00Z/2026-03-29T02:00:00Z", "shortened")]
    [InlineData("Europe/Berlin", "2026-10-25", "02:00", "03:00", "2026-10-25T00:00:00Z/2026-10-25T02:00:00Z", "lengthened")]
    [InlineData("Europe/Berlin", "2026-10-25", "03:00", "03:30", "2026-10-25T02:00:00Z/2026-10-25T02:30:00Z", "none")]
    [InlineData("Europe/Berlin", "2026-10-24", "12:00", "12:00", "2026-10-24T10:00:00Z/2026-10-25T11:00:00Z", "lengthened")]
    [InlineData("Australia/Lord_Howe", "2026-10-04", "02:15", "03:00", "2026-10-03T15:30:00Z/2026-10-03T16:00:00Z", "shortened")]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "01:30", "02:30", "2026-04-04T14:30:00Z/2026-04-04T16:00:00Z", "lengthened")]
    public async Task Dst_compares_elapsed_time_with_the_clock_face(
        string zone,
        string date,
        string start,
        string end,
        string during,
        string dst
    )
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync(start, end, zone, date, recurrence: null);
        var day = Utc($"{date}T00:00:00Z");

        var slot = Assert.Single(await rota.SlotsAsync(day - Duration.FromDays(1), day + Duration.FromDays(2)));

        Assert.Equal(
            (date, during, dst),
            (slot.GetProperty("date").GetString(), slot.During(), slot.GetProperty("dst").GetString())
        );
    }

    [Fact]
    public async Task A_moved_slot_is_listed_at_its_new_times_under_its_old_date()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00", startDate: "2026-03-03", recurrence: null);
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, "2026-03-03");
        using var moved = await rota.ChangeSlotAsync(hours, "2026-03-03", new { startTime = "22:00", endTime = "01:00" });
        var answered = await moved.ShouldBe(200);

        Assert.Empty(await rota.SlotsAsync(Utc("2026-03-03T00:00:00Z"), Utc("2026-03-03T22:00:00Z")));
        var slot = Assert.Single(await rota.SlotsAsync(Utc("2026-03-04T00:59:00Z"), Utc("2026-03-05T00:00:00Z")));
        Assert.Equal(
            answered.EnumerateObject().Where(member => member.Name != "affected").Select(member => member.ToString()),
            slot.EnumerateObject().Select(member => member.ToString())
        );
        Assert.Equal("2026-03-03", slot.GetProperty("date").GetString());
        Assert.Equal("2026-03-03T22:00:00Z/2026-03-04T01:00:00Z", slot.During());
        Assert.Equal(slot.During(), Assert.Single(slot.GetProperty("claims").EnumerateArray()).During());
        Assert.Equal("Ada", (await rota.OnDutyAsync(Utc("2026-03-04T00:59:59Z"))).Names);
    }

    [Fact]
    public async Task A_cancelled_slot_keeps_its_times_says_why_and_has_no_claims()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, "2026-03-03");
        using var cancelled = await rota.ChangeSlotAsync(hours, "2026-03-03", new { cancelled = true, reason = "Holiday" });
        await cancelled.ShouldBe(200);

        var slot = Assert.Single(await rota.SlotsAsync(Utc("2026-03-03T10:00:00Z"), Utc("2026-03-03T11:00:00Z")));

        Assert.Equal(("cancelled", "Holiday"), (slot.GetProperty("state").GetString(), slot.GetProperty("reason").GetString()));
        Assert.Equal("2026-03-03T09:00:00Z/2026-03-03T12:00:00Z", slot.During());
        Assert.Equal(JsonValueKind.Array, slot.GetProperty("claims").ValueKind);
        Assert.Empty(slot.GetProperty("claims").EnumerateArray());
        Assert.Equal(0, slot.GetProperty("seats").GetProperty("taken").GetInt32());
    }

    [Fact]
    public async Task A_cursor_of_another_sort_is_refused_by_name()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        using var response = await app.Anonymous.GetAsync(
            rota.Path("slots?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z&cursor=zz")
        );
        (await response.ShouldBeProblem(400, "invalid")).ShouldName("cursor");
    }
}
