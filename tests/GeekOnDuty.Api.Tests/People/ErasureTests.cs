using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Joining;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.People;

/// <summary>
/// Nothing that is kept of a person outlives their erasure: a new column or table makes these tests fail until somebody
/// has decided.
/// </summary>
public sealed class ErasureTests(RunningApp running) : IClassFixture<RunningApp>
{
    /// <summary>Columns of `volunteers` that stay: they say nothing of the person.</summary>
    private static readonly string[] StayingColumns = ["id", "created_by", "created_at", "erased_at"];

    /// <summary>Tables whose rows of a person go.</summary>
    private static readonly string[] EmptiedTables =
    [
        "calendars",
        "idempotency_keys",
        "join_requests",
        "members",
        "sessions",
        "sign_in_links",
        "tokens",
    ];

    /// <summary>
    /// Tables in which the rows of a person stay, with all columns: ids, times, numbers, and words of the program. None
    /// holds what a person wrote.
    /// </summary>
    private static readonly Dictionary<string, string> StayingTables = new()
    {
        ["claims"] =
            "created_at during id office_hours_id on_date organisation_id origin released_at released_by rota_id seat standing_claim_id volunteer_id",
        ["invitations"] = "created_at created_by expires_at id revoked_at role rota_id secret_hash used uses",
        // The key goes, as a rota document may have named it by the person.
        ["standing_claims"] =
            "created_at every every_weeks follow_at from_date id key office_hours_id organisation_id pattern_kind rota_id until_date volunteer_id weekdays",
        ["standing_claim_retries"] = "created_at id volunteer_id",
    };

    private TestApp App => running.App;

    [Fact]
    public async Task Every_column_of_a_volunteer_is_erased_that_says_something_of_them()
    {
        var organisation = await App.OrganisationAsync();
        var ada = await App.Given.PersonAsync("Ada");
        using var told = await ada.Client.PutAsJsonAsync(
            "/v1/me",
            new
            {
                displayName = "Ada",
                zone = "Europe/Amsterdam",
                languages = new[] { "nl" },
                topics = new[] { "rbd" },
                contacts = new[] { new { kind = "irc", value = "ada" } },
                organisationId = organisation.Id,
            }
        );
        await told.ShouldBe(200);
        await running.Database.SignInAsync(ada.Id, "ada.erasure@example.org");
        await using var connection = await running.Database.OpenAsync();
        await connection.ExecuteAsync("UPDATE volunteers SET is_admin = true WHERE id = $1", ada.Id);
        var before = await VolunteerAsync(connection, ada.Id);
        Assert.All(
            before,
            column =>
                Assert.False(
                    column.Value is "null" or "false" or "[]" or "\"\"",
                    $"volunteers.{column.Key} is empty. Fill it here, so that this test sees whether it is erased."
                )
        );

        await EraseAsync(ada);

        var after = await VolunteerAsync(connection, ada.Id);
        Assert.All(
            before,
            column =>
                Assert.True(
                    column.Value != after[column.Key],
                    $"volunteers.{column.Key} is still {column.Value}. Erase it, or say in {nameof(StayingColumns)} that it may stay."
                )
        );
    }

    [Fact]
    public async Task Every_row_that_refers_to_a_volunteer_goes_or_says_nothing_of_them()
    {
        await using var connection = await running.Database.OpenAsync();
        var referring = await ReferringColumnsAsync(connection);
        Assert.Equal(
            EmptiedTables.Concat(StayingTables.Keys).Order(StringComparer.Ordinal),
            referring.Select(each => each.Table).Distinct().Order(StringComparer.Ordinal)
        );
        foreach (var (table, columns) in StayingTables)
        {
            Assert.Equal((table, columns), (table, await ColumnsAsync(connection, table)));
        }

        var ada = await AdaAsync(connection);
        var emptied = referring.Where(each => EmptiedTables.Contains(each.Table)).ToList();
        foreach (var (table, column) in emptied)
        {
            Assert.NotEqual((table, 0), (table, await CountAsync(connection, table, column, ada.Id)));
        }

        await EraseAsync(ada);

        foreach (var (table, column) in emptied)
        {
            Assert.Equal((table, 0), (table, await CountAsync(connection, table, column, ada.Id)));
        }
    }

    /// <summary>A person of whom every table that is to be emptied has a row.</summary>
    private async Task<Person> AdaAsync(NpgsqlConnection connection)
    {
        var ada = await App.Given.PersonAsync("Ada", await App.Given.RotaAsync());
        await ada.Client.AskAsync(await App.Given.RotaAsync(joining: "approval"));
        using var calendar = await ada.Client.PostAsync("/v1/me/calendar", new { }, key: "once");
        await calendar.ShouldBe(201);
        const string Address = "ada.refers@example.org";
        await running.Database.SignInAsync(ada.Id, Address);
        await connection.ExecuteAsync("UPDATE sign_in_links SET volunteer_id = $1 WHERE email = $2", ada.Id, Address);
        return ada;
    }

    private static async Task EraseAsync(Person person)
    {
        using var erased = await person.Client.DeleteAsync("/v1/me");
        await erased.ShouldBe(204);
    }

    /// <summary>The columns that do not stay, as JSON.</summary>
    private static async Task<Dictionary<string, string>> VolunteerAsync(NpgsqlConnection connection, Guid id)
    {
        var columns = await PairsAsync(
            connection,
            "SELECT j.key, j.value::text FROM volunteers v, jsonb_each(to_jsonb(v)) j WHERE v.id = $1",
            id
        );
        return columns.Where(each => !StayingColumns.Contains(each.Item1)).ToDictionary(each => each.Item1, each => each.Item2);
    }

    /// <summary>Those with a foreign key to `volunteers`, and those that are called as if they had one.</summary>
    private static Task<List<(string Table, string Column)>> ReferringColumnsAsync(NpgsqlConnection connection) =>
        PairsAsync(
            connection,
            """
            SELECT k.table_name::text, k.column_name::text
            FROM information_schema.referential_constraints r
            JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
            WHERE r.unique_constraint_name = 'volunteers_pk'
            UNION SELECT table_name::text, column_name::text FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name = 'volunteer_id'
            """
        );

    private static Task<string> ColumnsAsync(NpgsqlConnection connection, string table) =>
        connection.ScalarAsync<string>(
            """
            SELECT string_agg(column_name, ' ' ORDER BY column_name COLLATE "C") FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = $1
            """,
            table
        );

    private static async Task<int> CountAsync(NpgsqlConnection connection, string table, string column, Guid id) =>
        (int)await connection.ScalarAsync<long>($"SELECT count(*) FROM \"{table}\" WHERE \"{column}\" = $1", id);

    private static async Task<List<(string, string)>> PairsAsync(
        NpgsqlConnection connection,
        string sql,
        params object[] parameters
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        var pairs = new List<(string, string)>();
        while (await reader.ReadAsync())
        {
            pairs.Add((reader.GetString(0), reader.GetString(1)));
        }

        return pairs;
    }
}
