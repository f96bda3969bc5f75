using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using GeekOnDuty.Core.Claims;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>A held claim as the database has it, without what the API could make of it.</summary>
internal sealed record HeldRow(
    Guid Id,
    Guid OfficeHoursId,
    string Date,
    int Seat,
    Guid? VolunteerId,
    Instant StartsAt,
    Instant EndsAt,
    Guid? StandingClaimId
);

/// <summary>What tests of claims do, by the API where it can be done there.</summary>
internal static class Steps
{
    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).GetValueOrThrow();

    public static Task<HttpResponseMessage> ClaimAsync(
        this HttpClient client,
        string rota,
        Guid hours,
        string date,
        object? body = null,
        string? key = null
    ) => client.PostAsync($"/v1/rotas/{rota}/office-hours/{hours}/slots/{date}/claims", body ?? new { }, key);

    public static Task<HttpResponseMessage> StandAsync(
        this HttpClient client,
        string rota,
        Guid hours,
        object body,
        string? key = null
    ) => client.PostAsync($"/v1/rotas/{rota}/office-hours/{hours}/standing-claims", body, key);

    public static async Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Claims a slot, which must succeed.</summary>
    public static async Task<JsonElement> TakeAsync(
        this HttpClient client,
        string rota,
        Guid hours,
        string date,
        object? body = null
    )
    {
        using var response = await client.ClaimAsync(rota, hours, date, body);
        return await response.ShouldBe(201);
    }

    /// <summary>A standing claim, which must succeed.</summary>
    public static async Task<JsonElement> TakeAllAsync(this HttpClient client, string rota, Guid hours, object body)
    {
        using var response = await client.StandAsync(rota, hours, body);
        return await response.ShouldBe(201);
    }

    public static Task<HttpResponseMessage> ReleaseAsync(this HttpClient client, string rota, JsonElement claim) =>
        client.DeleteAsync($"/v1/rotas/{rota}/claims/{claim.Id()}");

    /// <summary>Releases a claim, which must succeed.</summary>
    public static async Task GiveBackAsync(this HttpClient client, string rota, JsonElement claim)
    {
        using var response = await client.ReleaseAsync(rota, claim);
        await response.ShouldBe(204);
    }

    public static Task<HttpResponseMessage> ChangeSlotAsync(
        this HttpClient client,
        string rota,
        Guid hours,
        string date,
        object change
    ) => client.PutAsJsonAsync($"/v1/rotas/{rota}/office-hours/{hours}/slots/{date}", change);

    /// <summary>Changes one slot, which must succeed.</summary>
    public static async Task SetSlotAsync(this HttpClient client, string rota, Guid hours, string date, object change)
    {
        using var response = await client.ChangeSlotAsync(rota, hours, date, change);
        await response.ShouldBe(200);
    }

    public static Task<HttpResponseMessage> PutHoursAsync(
        this HttpClient client,
        string rota,
        Guid hours,
        string startTime = "09:00",
        string endTime = "12:00",
        string? recurrence = "FREQ=DAILY",
        int seats = 1,
        string zone = "UTC",
        string[]? extraDates = null,
        string[]? exceptDates = null,
        string? effectiveFrom = null
    ) =>
        client.PutAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}",
            new
            {
                title = "Office hours",
                zone,
                startDate = "2026-01-01",
                startTime,
                endTime,
                recurrence,
                seats = new { minimum = 1, maximum = seats },
                extraDates = extraDates ?? [],
                exceptDates = exceptDates ?? [],
                effectiveFrom,
            }
        );

    public static async Task<JsonElement> GetAsync(this TestApp app, string path)
    {
        using var response = await app.Anonymous.GetAsync(path);
        return await response.ShouldBe(200);
    }

    /// <summary>The slots of a rota as visitors see them.</summary>
    public static async Task<IReadOnlyList<JsonElement>> SlotsAsync(this TestApp app, string rota, string from, string to) =>
        [.. (await app.GetAsync($"/v1/rotas/{rota}/slots?from={from}&to={to}&limit=200")).Items()];

    /// <summary>The names on duty at an instant.</summary>
    public static async Task<string[]> OnDutyAsync(this TestApp app, string rota, string at) =>
        [
            .. (await app.GetAsync($"/v1/rotas/{rota}/on-duty?at={at}"))
                .GetProperty("onDuty")
                .EnumerateArray()
                .Select(duty => duty.Text("name")),
        ];

    public static async Task<(Guid Id, string Name)> OrganisationAsync(this TestApp app, string name = "Inktank")
    {
        using var response = await app.Admin.PostAsJsonAsync(
            "/v1/organisations",
            new { slug = $"org-{Guid.NewGuid():N}"[..20], name }
        );
        return ((await response.ShouldBe(201)).Id(), name);
    }

    /// <summary>Many at once.</summary>
    public static Task<Person[]> PeopleAsync(this TestApp app, int count, string rota) =>
        Task.WhenAll(
            Enumerable
                .Range(1, count)
                .Select(i => app.Given.PersonAsync(i.ToString("'V'000", CultureInfo.InvariantCulture), rota))
        );

    /// <summary>The clock stands at that instant and standing claims have followed it.</summary>
    public static Task FollowAsync(this TestApp app, string now)
    {
        app.Clock.Now = At(now);
        return app.Services.GetRequiredService<StandingClaimFollower>().StepAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The held claims of some office hours, by date and seat.</summary>
    public static async Task<IReadOnlyList<HeldRow>> HeldAsync(this TestDatabase db, Guid hours)
    {
        await using var connection = await db.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT id, office_hours_id, on_date::text, seat, volunteer_id, lower(during), upper(during), standing_claim_id
            FROM claims WHERE office_hours_id = $1 AND released_at IS NULL ORDER BY on_date, seat
            """,
            connection
        );
        command.Parameters.AddWithValue(hours);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<HeldRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(
                new HeldRow(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetString(2),
                    reader.GetInt32(3),
                    await reader.IsDBNullAsync(4) ? null : reader.GetGuid(4),
                    Instant.FromDateTimeUtc(reader.GetDateTime(5)),
                    Instant.FromDateTimeUtc(reader.GetDateTime(6)),
                    await reader.IsDBNullAsync(7) ? null : reader.GetGuid(7)
                )
            );
        }

        return rows;
    }

    /// <summary>The dates of the held claims of some office hours.</summary>
    public static async Task<string[]> HeldDatesAsync(this TestDatabase db, Guid hours) =>
        [.. (await db.HeldAsync(hours)).Select(row => row.Date)];

    /// <summary>A connection with a transaction of its own, to stand in the way of requests.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(this TestDatabase db)
    {
        var connection = new NpgsqlConnection(db.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }

        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlConnection connection, string sql, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Returns once a statement with that text in it waits for a lock in this database, or so many of them.</summary>
    public static async Task WaitForBlockedAsync(this TestDatabase db, string statement, int atLeast = 1)
    {
        await using var connection = await db.OpenAsync();
        await TestDeadline.UntilAsync(
            async () =>
                await connection.ScalarAsync<long>(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%' || $1 || '%' AND pid <> pg_backend_pid()
                    """,
                    statement
                ) >= atLeast,
            $"{statement} did not wait for a lock {atLeast} times."
        );
    }

    public static Guid Id(this JsonElement element) => element.GetProperty("id").GetGuid();

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static IEnumerable<JsonElement> Items(this JsonElement page) => page.GetProperty("items").EnumerateArray();

    public static string[] Dates(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(item => item.Text("date"))];

    /// <summary>The problem type, or the status where it is no problem.</summary>
    public static async Task<string> OutcomeAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)
            : JsonDocument.Parse(text).RootElement.Text("type")["/problems/".Length..];
    }

    /// <summary>How often each outcome came, as in `201×1, slot-full×2`.</summary>
    public static async Task<string> TallyAsync(this IEnumerable<HttpResponseMessage> responses)
    {
        var outcomes = await Task.WhenAll(responses.Select(response => response.OutcomeAsync()));
        return string.Join(
            ", ",
            outcomes
                .GroupBy(outcome => outcome)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{group.Key}×{group.Count()}")
        );
    }
}
