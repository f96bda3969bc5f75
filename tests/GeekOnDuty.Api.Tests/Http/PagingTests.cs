using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

/// <summary>Every list, with seven things in it, in pages of every size.</summary>
public sealed class PagingTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const int Count = 7;
    private TestApp App => running.App;

    [Theory]
    [InlineData("rotas")]
    [InlineData("organisations")]
    [InlineData("volunteers")]
    [InlineData("tokens")]
    [InlineData("members")]
    [InlineData("office-hours")]
    [InlineData("slots")]
    [InlineData("schedule")]
    [InlineData("claims")]
    [InlineData("me/claims")]
    public async Task Pages_visit_each_item_once_and_in_order(string list)
    {
        var (client, path) = await FillAsync(list);
        var whole = await PagesAsync(client, path, 200);
        Assert.True(whole.Count >= Count, $"{whole.Count} items");
        Assert.Equal(whole.Distinct().Count(), whole.Count);
        foreach (var limit in (int[])[1, 2, 3, Count - 1, Count, Count + 1])
        {
            Assert.Equal(whole, await PagesAsync(client, path, limit));
        }
    }

    [Fact]
    public async Task The_last_page_that_is_full_has_no_cursor()
    {
        var (client, path) = await FillAsync("members");
        using var response = await client.GetAsync($"{path}?limit={Count}");
        var page = await response.ShouldBe(200);
        Assert.Equal(Count, page.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task An_unlisted_rota_is_found_by_its_slug_only()
    {
        var slug = await App.Given.RotaAsync(visibility: "unlisted");
        using var found = await App.Anonymous.GetAsync($"/v1/rotas/{slug}");
        await found.ShouldBe(200);
        Assert.DoesNotContain(
            await PagesAsync(App.Anonymous, "/v1/rotas", 200),
            item => item.Contains(slug, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            await PagesAsync(App.Admin, "/v1/rotas", 200),
            item => item.Contains(slug, StringComparison.Ordinal)
        );
    }

    private static async Task<List<string>> PagesAsync(HttpClient client, string path, int limit)
    {
        var (items, cursor) = (new List<string>(), (string?)null);
        do
        {
            var query = $"limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}";
            using var response = await client.GetAsync($"{path}{(path.Contains('?') ? '&' : '?')}{query}");
            var page = await response.ShouldBe(200);
            Assert.InRange(page.GetProperty("items").GetArrayLength(), items.Count == 0 ? 0 : 1, limit);
            items.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()));
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        return items;
    }

    private async Task<(HttpClient Client, string Path)> FillAsync(string list)
    {
        var given = App.Given;
        var rota = await given.RotaAsync();
        switch (list)
        {
            case "rotas":
                await TimesAsync(_ => given.RotaAsync());
                return (App.Anonymous, "/v1/rotas");
            case "organisations":
                await TimesAsync(async i =>
                {
                    // Neighbours by the alphabet, where collations differ on the hyphen.
                    var slug = $"{(i % 2 == 0 ? "a-b" : "ab-")}-{i}{Guid.NewGuid():N}"[..30];
                    using var made = await App.Admin.PostAsJsonAsync("/v1/organisations", new { slug, name = "n" });
                    await made.ShouldBe(201);
                });
                return (App.Anonymous, "/v1/organisations");
            case "volunteers":
                await TimesAsync(i => given.PersonAsync($"P{i}", rota));
                return (App.Admin, "/v1/volunteers");
            case "members":
                await TimesAsync(i => given.PersonAsync($"P{i}", rota));
                return (App.Admin, $"/v1/rotas/{rota}/members");
            case "tokens":
                var owner = await given.PersonAsync("Owner");
                await TimesAsync(async i =>
                {
                    using var made = await owner.Client.PostAsJsonAsync("/v1/tokens", new { name = $"t{i}" });
                    await made.ShouldBe(201);
                });
                return (App.Admin, $"/v1/tokens?volunteerId={owner.Id}");
            case "office-hours":
                await TimesAsync(_ => given.OfficeHoursAsync(rota));
                return (App.Anonymous, $"/v1/rotas/{rota}/office-hours");
            case "slots":
            case "schedule":
                // Three at the same time: their order must hold from page to page.
                await TimesAsync(_ => given.OfficeHoursAsync(rota), 3);
                return (App.Anonymous, $"/v1/rotas/{rota}/{list}?from=2026-03-02T00:00:00Z&to=2026-03-06T00:00:00Z");
            default:
                var ada = await given.PersonAsync("Ada", rota);
                var hours = await given.OfficeHoursAsync(rota);
                await TimesAsync(async i =>
                {
                    using var made = await ada.Client.PostAsJsonAsync(
                        $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-{i + 3:00}/claims",
                        new { }
                    );
                    await made.ShouldBe(201);
                });
                return (ada.Client, list == "claims" ? $"/v1/rotas/{rota}/claims" : "/v1/me/claims");
        }
    }

    private static async Task TimesAsync(Func<int, Task> make, int count = Count)
    {
        for (var i = 0; i < count; i++)
        {
            await make(i);
        }
    }
}
