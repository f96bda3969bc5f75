using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class ETagTests(RunningApp running) : IClassFixture<RunningApp>
{
    private HttpClient Admin => running.App.Admin;

    public static TheoryData<string> Resources =>
        ["rota", "office-hours", "volunteer", "organisation", "me", "on-duty", "document"];

    public static TheoryData<string> Writable => ["rota", "office-hours", "volunteer", "organisation", "me"];

    public static TheoryData<string> Deletable => ["office-hours", "volunteer", "organisation"];

    [Theory, MemberData(nameof(Resources))]
    public async Task A_single_resource_has_a_strong_ETag_that_If_None_Match_honours(string resource)
    {
        var path = await MakeAsync(resource);
        using var first = await Admin.GetAsync(path);
        await first.ShouldBe(200);
        var tag = first.ETag();
        foreach (var same in (string[])[tag, $"W/{tag}", "*", $"\"other\", {tag}", $"W/\"other\",W/{tag}"])
        {
            using var response = await Admin.GetAsync(path, "If-None-Match", same);
            await response.ShouldBe(304);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
            Assert.Equal(tag, response.ETag());
        }

        foreach (var other in (string[])["\"other\"", tag.ToUpperInvariant(), tag.Trim('"'), "", "\"\"", "nonsense, nonsense"])
        {
            using var response = await Admin.GetAsync(path, "If-None-Match", other);
            await response.ShouldBe(200);
            Assert.Equal(tag, response.ETag());
        }
    }

    [Theory, MemberData(nameof(Writable))]
    public async Task A_put_with_another_version_is_a_412_and_changes_nothing(string resource)
    {
        var path = await MakeAsync(resource);
        using var before = await Admin.GetAsync(path);
        var body = await before.Content.ReadAsStringAsync();
        foreach (var stale in (string[])["\"other\"", $"W/{before.ETag()}", "nonsense"])
        {
            using var response = await Admin.SendJsonAsync("PUT", path, Changed(body, resource), stale);
            await response.ShouldBeProblem(412, "precondition-failed");
        }

        Assert.Equal(body, await Admin.GetStringAsync(path));
    }

    [Theory, MemberData(nameof(Writable))]
    public async Task A_put_of_what_was_read_changes_nothing_and_a_change_changes_the_ETag(string resource)
    {
        var path = await MakeAsync(resource);
        using var before = await Admin.GetAsync(path);
        var body = await before.Content.ReadAsStringAsync();

        using var same = await Admin.SendJsonAsync("PUT", path, body, before.ETag());
        await same.ShouldBe(200);
        Assert.Equal(before.ETag(), same.ETag());
        // The answer tells what the change did to claims too; it is no part of the resource.
        Assert.Equal(body, (await same.Content.ReadAsStringAsync()).Replace(",\"affected\":[]}", "}", StringComparison.Ordinal));
        Assert.Equal(body, await Admin.GetStringAsync(path));

        using var changed = await Admin.SendJsonAsync("PUT", path, Changed(body, resource), $"\"other\", {before.ETag()}");
        await changed.ShouldBe(200);
        Assert.NotEqual(before.ETag(), changed.ETag());
        using var after = await Admin.GetAsync(path);
        Assert.Equal(changed.ETag(), after.ETag());

        using var any = await Admin.SendJsonAsync("PUT", path, body, "*");
        await any.ShouldBe(200);
        using var without = await Admin.SendJsonAsync("PUT", path, body);
        await without.ShouldBe(200);
    }

    [Theory, MemberData(nameof(Writable))]
    public async Task Of_two_puts_of_the_same_version_at_once_one_wins(string resource)
    {
        for (var round = 0; round < 5; round++)
        {
            var path = await MakeAsync(resource);
            using var before = await Admin.GetAsync(path);
            var (body, tag) = (await before.Content.ReadAsStringAsync(), before.ETag());
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(i => Admin.SendJsonAsync("PUT", path, Changed(body, resource, $"{round}-{i}"), tag))
            );
            Assert.Equal([200, 412, 412, 412], answers.Select(answer => (int)answer.StatusCode).Order());
            foreach (var answer in answers)
            {
                answer.Dispose();
            }
        }
    }

    [Theory, MemberData(nameof(Deletable))]
    public async Task A_delete_honours_If_Match(string resource)
    {
        var path = await MakeAsync(resource);
        using var before = await Admin.GetAsync(path);
        using var stale = await Admin.SendJsonAsync("DELETE", path, null, "\"other\"");
        await stale.ShouldBeProblem(412, "precondition-failed");
        using var still = await Admin.GetAsync(path);
        await still.ShouldBe(200);
        using var gone = await Admin.SendJsonAsync("DELETE", path, null, before.ETag());
        await gone.ShouldBe(204);
        using var after = await Admin.GetAsync(path);
        await after.ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task What_has_no_ETag_matches_none()
    {
        var rota = await running.App.Given.RotaAsync();
        var hours = await running.App.Given.OfficeHoursAsync(rota);
        var ada = await running.App.Given.PersonAsync("Ada", rota);
        var writes = new (string Method, string Path, string? Body)[]
        {
            ("PUT", $"/v1/rotas/{rota}/members/{ada.Id}", """{"role":"coordinator"}"""),
            ("DELETE", $"/v1/rotas/{rota}/members/{ada.Id}", null),
            ("PUT", $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-05", """{"cancelled":true}"""),
        };
        foreach (var (method, path, body) in writes)
        {
            using var response = await Admin.SendJsonAsync(method, path, body, "\"any\"");
            await response.ShouldBeProblem(412, "precondition-failed");
        }

        using var members = await Admin.GetAsync($"/v1/rotas/{rota}/members");
        var member = Assert.Single((await members.ShouldBe(200)).GetProperty("items").EnumerateArray());
        Assert.Equal("volunteer", member.GetProperty("role").GetString());
        using var star = await Admin.SendJsonAsync("DELETE", $"/v1/rotas/{rota}/members/{ada.Id}", null, "*");
        await star.ShouldBe(204);
    }

    [Fact]
    public async Task A_document_is_imported_only_over_the_version_that_was_exported()
    {
        var path = await MakeAsync("document");
        using var exported = await Admin.GetAsync(path);
        var document = await exported.Content.ReadAsStringAsync();
        using var stale = await Admin.SendJsonAsync("PUT", path, document, "\"other\"");
        await stale.ShouldBeProblem(412, "precondition-failed");
        using var matching = await Admin.SendJsonAsync("PUT", path, document, exported.ETag());
        await matching.ShouldBe(200);
    }

    private static string Changed(string body, string resource, string to = "changed")
    {
        var changed = JsonNode.Parse(body)!;
        changed[
            resource switch
            {
                "volunteer" or "me" => "displayName",
                "office-hours" => "title",
                _ => "name",
            }
        ] = to;
        return changed.ToJsonString();
    }

    private async Task<string> MakeAsync(string resource)
    {
        var given = running.App.Given;
        switch (resource)
        {
            case "rota":
                return $"/v1/rotas/{await given.RotaAsync()}";
            case "on-duty":
                return $"/v1/rotas/{await given.RotaAsync()}/on-duty";
            case "document":
                return $"/v1/rotas/{await given.RotaAsync()}/document";
            case "office-hours":
                var rota = await given.RotaAsync();
                return $"/v1/rotas/{rota}/office-hours/{await given.OfficeHoursAsync(rota, startDate: "2026-03-10")}";
            case "volunteer":
                return $"/v1/volunteers/{(await given.PersonAsync("Ada")).Id}";
            case "organisation":
                var body = JsonSerializer.Serialize(
                    new
                    {
                        slug = $"o-{Guid.NewGuid():N}",
                        name = "Before",
                        url = "https://a.example/",
                    }
                );
                using (var made = await Admin.SendJsonAsync("POST", "/v1/organisations", body))
                {
                    await made.ShouldBe(201);
                    return made.Headers.Location!.ToString();
                }

            default:
                return "/v1/me";
        }
    }
}
