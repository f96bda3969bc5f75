using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Api.Tests.OpenApi;
using Xunit;

namespace GeekOnDuty.Api.Tests.Access;

public sealed class AccessTests(RunningApp running) : IClassFixture<RunningApp>
{
    [Fact]
    public async Task Every_operation_has_a_row()
    {
        var operations = (await ApiDescription.OfAsync(running.App)).Operations.Select(operation => operation.Name).ToHashSet();
        var rows = AccessTable.Rows.Select(row => row.Operation).ToHashSet();
        Assert.Empty(operations.Except(rows));
        Assert.Empty(rows.Except(operations));
        Assert.All(AccessTable.Rows, row => Assert.Equal(AccessTable.Sorts.Length, row.Expected.Count));
        Assert.Equal(AccessTable.Rows.Count, AccessTable.Rows.Select(row => row.ToString()).Distinct().Count());
    }

    [Fact]
    public async Task Each_sort_of_person_may_do_what_the_table_says_and_nothing_else()
    {
        var faults = new List<string>();
        World? world = null;
        foreach (var row in AccessTable.Rows)
        {
            foreach (var (sort, expected) in AccessTable.Sorts.Zip(row.Expected))
            {
                world ??= await World.MakeAsync(running.App);
                using var response = await world.AskAsync(row, sort);
                if ((int)response.StatusCode != expected)
                {
                    faults.Add($"{row}: {sort} got {(int)response.StatusCode}, not {expected}");
                }

                // What one has done must not show in what the next is told.
                world = response.IsSuccessStatusCode && row.Method != "GET" ? null : world;
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task What_is_foreign_and_private_answers_as_what_is_absent()
    {
        var world = await World.MakeAsync(running.App);
        foreach (
            var (operation, parameter, foreign) in ((string, string, string)[])
                [
                    ("GET /v1/volunteers/{id}", "id", "eve"),
                    ("PUT /v1/volunteers/{id}", "id", "eve"),
                    ("DELETE /v1/volunteers/{id}", "id", "eve"),
                    ("DELETE /v1/tokens/{id}", "id", "bobs-token"),
                    ("DELETE /v1/rotas/{rota}/standing-claims/{id}", "id", "eves-standing"),
                    ("DELETE /v1/rotas/{rota}/claims/{claimId}", "claimId", "eves-claim"),
                    ("PUT /v1/rotas/{rota}/members/{volunteerId}", "volunteerId", "eve"),
                ]
        )
        {
            var answers = new List<string>();
            foreach (var thing in (string[])[foreign, "absent"])
            {
                var places = new Dictionary<string, string> { ["rota"] = "ours", [parameter] = thing };
                using var response = await world.AskAsync(new AccessRow(operation, places, null, null, []), "coordinator");
                var problem = await response.ShouldBeProblem(404, "not-found");
                answers.Add($"{problem.GetProperty("title")} {problem.GetProperty("detail")}");
            }

            Assert.Single(answers.Distinct());
        }
    }

    [Theory]
    [InlineData("isAdmin")]
    [InlineData("createdBy")]
    [InlineData("secretHash")]
    [InlineData("__proto__")]
    [InlineData("Name")]
    public async Task No_object_of_any_body_takes_a_member_that_it_does_not_have(string member)
    {
        var document = await ApiDescription.OfAsync(running.App);
        var rota = await running.App.Given.RotaAsync();
        var faults = new List<string>();
        foreach (var operation in document.Operations.Where(operation => operation.Body is not null))
        {
            var path = operation
                .Path.Replace("{rota}", rota)
                .Replace("{id}", Guid.NewGuid().ToString())
                .Replace("{volunteerId}", Guid.NewGuid().ToString())
                .Replace("{date}", "2026-03-03");
            foreach (var place in BodyPlace.Unknown(document, operation, member))
            {
                using var response = await running.App.Admin.SendJsonAsync(operation.Method, path, place.Put(operation, "true"));
                var problem = await response.ShouldBeProblem(400, "invalid");
                if (!problem.GetProperty("errors").TryGetProperty(place.Path, out _))
                {
                    faults.Add($"{operation.Name} {place.Path}: {problem}");
                }
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task An_answer_with_a_secret_is_kept_by_nobody()
    {
        foreach (var key in (string?[])[null, "a-key", "a-key"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tokens");
            request.Content = new StringContent(
                """{"name":"t"}""",
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
            );
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var response = await running.App.Admin.SendAsync(request);
            Assert.StartsWith(
                "geek_",
                (await response.ShouldBe(201)).GetProperty("secret").GetString(),
                StringComparison.Ordinal
            );
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        }
    }
}
