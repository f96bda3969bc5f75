using System.Net.Http.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

public sealed class ManageTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    /// <summary>A Monday.</summary>
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

    [Fact]
    public async Task A_rota_is_set_up_and_run_without_the_API()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        using var browser = await Browser.SignedInAsync(app);

        Assert.Contains("/set-up", (await browser.GetAsync("/")).Html);
        var setUp = await browser.GetAsync("/set-up");
        var members = await browser.FollowAsync(
            await browser.SubmitAsync(
                setUp,
                "/set-up",
                ("do", "save"),
                ("name", "Ceph, 2nd floor!"),
                ("zone", "Europe/Berlin"),
                ("title", "European morning")
            )
        );
        Assert.Contains("The rota is made.", members.Text());
        Assert.DoesNotContain("/set-up", (await browser.GetAsync("/")).Html);

        const string manage = "/ceph-2nd-floor/manage";
        Assert.Contains("Added.", (await AddAsync("Ada")).Text());
        var slots = await browser.GetAsync($"{manage}/slots");
        Assert.Contains("Mon 2 Mar 2026, 09:00–12:00 (UTC+1)", slots.Text());
        Assert.Contains("Fri 6 Mar 2026", slots.Text());
        Assert.DoesNotContain("Sat 7 Mar 2026", slots.Text());

        var tuesday = await browser.GetAsync(slots.Link("a[href*='2026-03-03']"));
        var action = slots.Link("a[href*='2026-03-03']");
        var ada = tuesday.Html.Split("value=\"").First(part => part.Contains(">Ada<", StringComparison.Ordinal)).Split('"')[0];
        tuesday = await browser.FollowAsync(await browser.SubmitAsync(tuesday, $"{action}/claims", ("volunteerId", ada)));
        Assert.Contains("1 of 1 seats taken", tuesday.Text());
        Assert.Contains("Take out", tuesday.Text());

        tuesday = await browser.FollowAsync(
            await browser.SubmitAsync(tuesday, action, ("do", "move"), ("startTime", "14:00"), ("endTime", "16:00"))
        );
        Assert.Contains("Tue 3 Mar 2026, 14:00–16:00 (UTC+1) moved", tuesday.Text());
        Assert.Equal("Ada", await OnDutyAsync("2026-03-03T14:00:00Z"));

        tuesday = await browser.FollowAsync(
            await browser.SubmitAsync(
                tuesday,
                action,
                ("do", "cancel"),
                ("reason", "Holiday"),
                ("startTime", null),
                ("endTime", null)
            )
        );
        Assert.Contains("cancelled", tuesday.Text());
        Assert.Contains("Holiday", tuesday.Text());
        Assert.Equal("", await OnDutyAsync("2026-03-03T14:00:00Z"));
        tuesday = await browser.FollowAsync(await browser.SubmitAsync(tuesday, action, ("do", "restore")));
        Assert.Contains("Tue 3 Mar 2026, 09:00–12:00 (UTC+1)", tuesday.Text());

        async Task<Page> AddAsync(string name) =>
            await browser.FollowAsync(
                await browser.SubmitAsync(
                    members,
                    $"{manage}/members",
                    ("displayName", name),
                    ("zone", "Europe/Berlin"),
                    ("role", "volunteer")
                )
            );

        async Task<string> OnDutyAsync(string at)
        {
            using var response = await app.Anonymous.GetAsync($"/v1/rotas/ceph-2nd-floor/on-duty?at={at}");
            return string.Join(
                ", ",
                (await response.ShouldBe(200))
                    .GetProperty("onDuty")
                    .EnumerateArray()
                    .Select(duty => duty.GetProperty("name").GetString())
            );
        }
    }

    [Fact]
    public async Task Somebody_is_taken_out_of_a_slot_and_a_second_seat_is_refused()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var hours = await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
        var bob = await app.Given.PersonAsync("Bob", rota);
        using var browser = await Browser.SignedInAsync(app);
        var path = $"/{rota}/manage/slots/{hours}/2026-03-03";

        var empty = await browser.GetAsync(path);
        var taken = await browser.FollowAsync(
            await browser.SubmitAsync(empty, $"{path}/claims", ("volunteerId", ada.Id.ToString()))
        );
        var late = await browser.SubmitAsync(empty, $"{path}/claims", ("volunteerId", bob.Id.ToString()));
        Assert.Equal(409, late.Status);
        Assert.Contains("Ada", late.Text());
        Assert.Contains("role=\"alert\"", late.Html);

        var claim = taken.Html.Split($"{path}/claims/")[1].Split('"')[0];
        var free = await browser.FollowAsync(await browser.SubmitAsync(taken, $"{path}/claims/{claim}"));
        Assert.Contains("0 of 1 seats taken", free.Text());
        Assert.Equal(404, (await browser.GetAsync($"/{rota}/manage/slots/{hours}/2025-12-31")).Status);
        Assert.Equal(400, (await browser.GetAsync($"/{rota}/manage/slots/{hours}/tomorrow")).Status);
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field_and_what_was_typed_stays()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        using var browser = await Browser.SignedInAsync(app);
        var action = $"/{rota}/manage/office-hours/new";
        var form = await browser.GetAsync(action);

        var refused = await browser.SubmitAsync(
            form,
            action,
            ("do", "save"),
            ("title", ""),
            ("repeats", "rule"),
            ("recurrence", "FREQ=HOURLY"),
            ("seats.minimum", "3"),
            ("seats.maximum", "two"),
            ("extraDates", "2026-02-30, 2026-03-01"),
            ("channels[0].label", "Chat"),
            ("channels[0].url", "javascript:alert(1)")
        );

        Assert.Equal(400, refused.Status);
        foreach (
            var field in new[] { "title", "recurrence", "seats.maximum", "extraDates", "channels[0].kind", "channels[0].url" }
        )
        {
            Assert.Contains($"id=\"{field}-fault\"", refused.Html);
            Assert.Contains($"href=\"#{field}\"", refused.Html);
        }

        Assert.DoesNotContain("id=\"startDate-fault\"", refused.Html);
        Assert.Equal("FREQ=HOURLY", refused.Field(action, "recurrence"));
        Assert.Equal("two", refused.Field(action, "seats.maximum"));
        Assert.Equal("2026-02-30, 2026-03-01", refused.Field(action, "extraDates"));
        Assert.Equal("javascript:alert(1)", refused.Field(action, "channels[0].url"));
        using var response = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/office-hours");
        Assert.Equal(0, (await response.ShouldBe(200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Saving_a_form_as_it_came_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        using var organisation = await app.Admin.PostAsJsonAsync("/v1/organisations", new { slug = rota, name = "Inktank" });
        var organisationId = (await organisation.ShouldBe(201)).GetProperty("id").GetString();
        object[] all =
        [
            new
            {
                title = "All of it",
                zone = "US/Pacific",
                startDate = "2026-04-01",
                endDate = "2027-01-01",
                startTime = "22:00",
                endTime = "02:00",
                recurrence = "FREQ=MONTHLY;BYDAY=1TU,-1FR",
                exceptDates = new[] { "2026-05-05" },
                extraDates = new[] { "2026-05-06", "2026-05-07" },
                seats = new { minimum = 0, maximum = 3 },
                channels = new[]
                {
                    new
                    {
                        kind = "irc",
                        label = "#ceph",
                        url = (string?)"ircs://irc.oftc.net/ceph",
                    },
                    new
                    {
                        kind = "room",
                        label = "B 2",
                        url = (string?)null,
                    },
                },
                topics = new[] { "rbd", "rgw" },
                languages = new[] { "en", "pt-BR" },
                organisationId,
            },
            new
            {
                title = "Fortnightly",
                zone = "UTC",
                startDate = "2026-04-01",
                startTime = "09:00",
                endTime = "12:00",
                recurrence = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
            },
            new
            {
                title = "Ten times",
                zone = "UTC",
                startDate = "2026-04-01",
                startTime = "09:00",
                endTime = "12:00",
                recurrence = "FREQ=WEEKLY;BYDAY=MO;COUNT=10",
            },
            new
            {
                title = "Once",
                zone = "UTC",
                startDate = "2026-04-01",
                startTime = "09:00",
                endTime = "12:00",
            },
        ];
        using var browser = await Browser.SignedInAsync(app);
        foreach (var terms in all)
        {
            using var made = await app.Admin.PostAsJsonAsync($"/v1/rotas/{rota}/office-hours", terms);
            var id = (await made.ShouldBe(201)).GetProperty("id").GetString();
            var path = $"/{rota}/manage/office-hours/{id}";
            var saved = await browser.SubmitAsync(await browser.GetAsync(path), path, ("do", "save"));
            Assert.True(saved.Status == 302, saved.Text());
            using var after = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/office-hours/{id}");
            Assert.Equal(await made.Content.ReadAsStringAsync(), await after.Content.ReadAsStringAsync());
        }

        using var before = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        var page = await browser.GetAsync($"/{rota}/manage");
        Assert.Equal(302, (await browser.SubmitAsync(page, $"/{rota}/manage")).Status);
        using var unchanged = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        Assert.Equal(await before.Content.ReadAsStringAsync(), await unchanged.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_change_by_somebody_else_meanwhile_is_told_and_not_overwritten()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var hours = await app.Given.OfficeHoursAsync(rota);
        using var browser = await Browser.SignedInAsync(app);
        var path = $"/{rota}/manage/office-hours/{hours}";
        var (form, rotaForm) = (await browser.GetAsync(path), await browser.GetAsync($"/{rota}/manage"));
        var other = await browser.GetAsync(path);
        Assert.Equal(302, (await browser.SubmitAsync(other, path, ("do", "save"), ("title", "Theirs"))).Status);
        Assert.Equal(302, (await browser.SubmitAsync(rotaForm, $"/{rota}/manage", ("name", "Theirs"))).Status);

        var lost = await browser.SubmitAsync(form, path, ("do", "save"), ("title", "Mine"));
        var again = await browser.SubmitAsync(lost, path, ("do", "save"));
        var end = await browser.SubmitAsync(form, $"{path}/end");
        var rotaLost = await browser.SubmitAsync(rotaForm, $"/{rota}/manage", ("name", "Mine"));

        Assert.All(new[] { lost, again, end, rotaLost }, page => Assert.Equal(412, page.Status));
        Assert.Contains("Somebody else has changed this meanwhile", lost.Text());
        Assert.Equal("Mine", lost.Field(path, "title"));
        Assert.Equal("Theirs", (await browser.GetAsync(path)).Field(path, "title"));
        Assert.Equal("Theirs", (await browser.GetAsync($"/{rota}/manage")).Field($"/{rota}/manage", "name"));
        Assert.Equal(302, (await browser.SubmitAsync(await browser.GetAsync(path), $"{path}/end")).Status);
        Assert.Equal(404, (await browser.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_document_is_shown_before_it_is_applied_and_not_applied_to_what_changed_since()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        await app.Given.OfficeHoursAsync(rota);
        using var browser = await Browser.SignedInAsync(app);
        var path = $"/{rota}/manage/document";
        var page = await browser.GetAsync(path);
        var document = await browser.GetAsync($"/v1/rotas/{rota}/document");
        Assert.Equal(200, document.Status);

        Assert.Contains("everything is as the file has it", (await browser.UploadAsync(page, path, document.Html)).Text());
        var changed = document.Html.Replace("\"title\": \"Office hours\"", "\"title\": \"Renamed\"", StringComparison.Ordinal);
        var shown = await browser.UploadAsync(page, path, changed);
        Assert.Contains("officeHours", shown.Text());
        Assert.Contains("updated", shown.Text());
        Assert.DoesNotContain("Renamed", (await browser.GetAsync($"/v1/rotas/{rota}/document")).Html);

        Assert.Contains("Imported.", (await browser.FollowAsync(await browser.SubmitAsync(shown, path))).Text());
        Assert.Contains("Renamed", (await browser.GetAsync($"/v1/rotas/{rota}/document")).Html);
        Assert.Equal(412, (await browser.SubmitAsync(shown, path)).Status);

        var broken = await browser.UploadAsync(page, path, "{\"rota\": ");
        Assert.Equal(400, broken.Status);
        var wrong = await browser.UploadAsync(page, path, changed.Replace("09:00", "25:00", StringComparison.Ordinal));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("startTime", wrong.Text());
    }

    [Fact]
    public async Task Only_coordinators_of_the_rota_see_its_pages()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await app.Given.RotaAsync(), await app.Given.RotaAsync());
        var hours = await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
        var eve = await app.Given.PersonAsync("Eve", other, "coordinator");
        using var nobody = new Browser(app);
        using var volunteer = await Browser.SignedInAsync(app, ada);
        using var foreign = await Browser.SignedInAsync(app, eve);
        using var admin = await Browser.SignedInAsync(app);

        foreach (
            var path in new[]
            {
                "",
                "/office-hours",
                "/office-hours/new",
                $"/office-hours/{hours}",
                "/slots",
                $"/slots/{hours}/2026-03-03",
                "/members",
                "/document",
                "/audit",
            }
        )
        {
            var page = $"/{rota}/manage{path}";
            var asked = await nobody.GetAsync(page);
            Assert.Equal((302, $"/sign-in?return={Uri.EscapeDataString(page)}"), (asked.Status, asked.Location));
            Assert.Equal((path, 403), (path, (await volunteer.GetAsync(page)).Status));
            Assert.Equal((path, 403), (path, (await foreign.GetAsync(page)).Status));
            Assert.Equal((path, 200), (path, (await admin.GetAsync(page)).Status));
            Assert.Equal((path, 404), (path, (await admin.GetAsync($"/none-such/manage{path}")).Status));
        }

        Assert.Equal(403, (await foreign.GetAsync("/set-up")).Status);
        Assert.Contains("<h1>", (await volunteer.GetAsync($"/{rota}/manage")).Html);
    }

    [Theory]
    [InlineData("sign-in")]
    [InlineData("v1")]
    [InlineData("set-up")]
    [InlineData("me")]
    public async Task A_rota_does_not_take_a_path_of_the_program(string slug)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        using var made = await app.Admin.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug,
                name = slug,
                zone = "UTC",
            }
        );
        var problem = await made.ShouldBeProblem(400, "invalid");
        Assert.Contains("Write another slug", problem.GetProperty("errors").GetProperty("slug")[0].GetString());
        using var imported = await app.Admin.PutAsJsonAsync(
            $"/v1/rotas/{slug}/document",
            new
            {
                rota = new
                {
                    slug,
                    name = slug,
                    zone = "UTC",
                },
            }
        );
        var refused = await imported.ShouldBeProblem(400, "invalid");
        Assert.True(refused.GetProperty("errors").TryGetProperty("rota.slug", out _));
    }

    [Fact]
    public async Task The_audit_log_tells_who_did_what_and_is_filtered()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
        using var browser = await Browser.SignedInAsync(app);

        var all = await browser.GetAsync($"/{rota}/manage/audit?kind=&actorId=&from=&to=");
        Assert.Contains("office-hours created</strong>: Office hours", all.Html);
        Assert.Contains("member set</strong>: Ada", all.Html);
        var one = await browser.GetAsync($"/{rota}/manage/audit?kind=member&from=2026-03-02&to=2026-03-02");
        Assert.Contains("member set</strong>: Ada", one.Html);
        Assert.DoesNotContain("office-hours created", one.Text());
        Assert.Contains("Nothing was changed.", (await browser.GetAsync($"/{rota}/manage/audit?from=2026-03-03")).Text());
        Assert.Contains("member set</strong>: Ada", (await browser.GetAsync($"/{rota}/manage/audit?subjectId={ada.Id}")).Html);
    }
}
