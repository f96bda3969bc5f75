using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Api.Tests;

/// <summary>The API on a real Kestrel and a real Postgres, with a clock that stands still until a test moves it.</summary>
internal sealed class TestApp : WebApplicationFactory<Program>
{
    public const string AdminSecret = "geek_admin_for_tests_only";
    private readonly string connectionString;
    private readonly bool demo;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly Action<IServiceCollection>? services;

    private TestApp(
        string connectionString,
        Instant now,
        bool demo,
        IReadOnlyDictionary<string, string>? settings,
        Action<IServiceCollection>? services
    )
    {
        (this.connectionString, this.demo, this.settings, this.services) = (
            connectionString,
            demo,
            settings ?? new Dictionary<string, string>(),
            services
        );
        Clock = new TestClock(now);
        UseKestrel(0);
    }

    public TestClock Clock { get; }

    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>May do everything.</summary>
    public HttpClient Admin { get; private set; } = null!;

    public Given Given => new(Admin, ClientWith);

    /// <param name="db">Empty, or left by another application.</param>
    /// <param name="now">What the clock says.</param>
    /// <param name="demo">Load the demo rotas into an empty database.</param>
    /// <param name="settings">More of them, by names such as `Mail:Host`; without, nobody is limited.</param>
    /// <param name="services">More of them, or others.</param>
    public static async Task<TestApp> StartAsync(
        TestDatabase db,
        Instant now,
        bool demo = false,
        IReadOnlyDictionary<string, string>? settings = null,
        Action<IServiceCollection>? services = null
    )
    {
        var small = new NpgsqlConnectionStringBuilder(db.ConnectionString) { MaxPoolSize = 30 };
        return await StartAsync(small.ConnectionString, now, demo, settings, services);
    }

    /// <summary>On a database with that connection string, whose limits are those of the program unless it names others.</summary>
    public static async Task<TestApp> StartAsync(
        string connectionString,
        Instant now,
        bool demo = false,
        IReadOnlyDictionary<string, string>? settings = null,
        Action<IServiceCollection>? services = null
    )
    {
        var app = new TestApp(connectionString, now, demo, settings, services);
        await Task.Run(app.StartServer);
        app.Anonymous = app.ClientWith(null);
        app.Admin = app.ClientWith(AdminSecret);
        return app;
    }

    public HttpClient ClientWith(string? secret)
    {
        var client = TestDeadline.Client(ClientOptions.BaseAddress);
        if (secret is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        return client;
    }

    /// <summary>The same person here, who was made in another process.</summary>
    public HttpClient ClientOf(Person person) => ClientWith(person.Secret);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("ConnectionStrings:GeekOnDuty", connectionString);
        builder.UseSetting("GeekOnDuty:AdminToken", AdminSecret);
        builder.UseSetting("GeekOnDuty:Demo", demo ? "true" : "false");
        builder.UseSetting("RateLimits:Enabled", "false");
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureServices(all =>
        {
            all.Replace(ServiceDescriptor.Singleton<IClock>(Clock));
            services?.Invoke(all);
        });
    }
}

internal sealed class TestClock(Instant now) : IClock
{
    private long ticks = now.ToUnixTimeTicks();

    public Instant Now
    {
        get => Instant.FromUnixTimeTicks(Interlocked.Read(ref ticks));
        set => Interlocked.Exchange(ref ticks, value.ToUnixTimeTicks());
    }

    public Instant GetCurrentInstant() => Now;
}

/// <summary>A volunteer with a token.</summary>
internal sealed record Person(Guid Id, string Name, HttpClient Client)
{
    public string Secret => Client.DefaultRequestHeaders.Authorization!.Parameter!;
}

/// <summary>What tests start from, made through the API itself. Names are unique, so tests of a class may share a database.</summary>
/// <param name="admin">May do everything.</param>
/// <param name="clientWith">A client with the secret of a token.</param>
internal sealed class Given(HttpClient admin, Func<string?, HttpClient> clientWith)
{
    /// <returns>The slug.</returns>
    public async Task<string> RotaAsync(
        string claimOpensBefore = "P8W",
        string releaseClosesBefore = "PT0S",
        string visibility = "public",
        string joining = "invitation"
    )
    {
        var slug = $"rota-{Guid.NewGuid():N}"[..20];
        using var response = await admin.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug,
                name = slug,
                zone = "UTC",
                rules = new { claimOpensBefore, releaseClosesBefore },
                visibility,
                joining,
            }
        );
        await response.ShouldBe(201);
        return slug;
    }

    /// <param name="name">What the public sees.</param>
    /// <param name="rota">To belong to; null for none.</param>
    /// <param name="role">`volunteer` or `coordinator`.</param>
    /// <param name="zone">Where they live.</param>
    public async Task<Person> PersonAsync(string name, string? rota = null, string role = "volunteer", string zone = "UTC")
    {
        using var made = await admin.PostAsJsonAsync("/v1/volunteers", new { displayName = name, zone });
        var id = (await made.ShouldBe(201)).GetProperty("id").GetGuid();
        if (rota is not null)
        {
            using var member = await admin.PutAsJsonAsync($"/v1/rotas/{rota}/members/{id}", new { role });
            await member.ShouldBe(200);
        }

        using var token = await admin.PostAsJsonAsync("/v1/tokens", new { name = "tests", volunteerId = id });
        return new Person(id, name, clientWith((await token.ShouldBe(201)).GetProperty("secret").GetString()));
    }

    /// <returns>The id.</returns>
    public async Task<Guid> OfficeHoursAsync(
        string rota,
        string zone = "UTC",
        string startDate = "2026-01-01",
        string startTime = "09:00",
        string endTime = "12:00",
        string? recurrence = "FREQ=DAILY",
        int seats = 1
    )
    {
        using var response = await admin.PostAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours",
            new
            {
                title = "Office hours",
                zone,
                startDate,
                startTime,
                endTime,
                recurrence,
                seats = new { minimum = 1, maximum = seats },
            }
        );
        return (await response.ShouldBe(201)).GetProperty("id").GetGuid();
    }

    /// <summary>A rota and its only office hours, 09:00–12:00 in their zone.</summary>
    public async Task<(string Rota, Guid Hours)> RotaWithHoursAsync(
        string claimOpensBefore = "P8W",
        string? recurrence = "FREQ=DAILY",
        int seats = 1,
        string zone = "UTC"
    )
    {
        var rota = await RotaAsync(claimOpensBefore);
        return (rota, await OfficeHoursAsync(rota, zone, recurrence: recurrence, seats: seats));
    }

    /// <summary>As <see cref="RotaWithHoursAsync"/>, with Ada as the only volunteer.</summary>
    public async Task<(string Rota, Guid Hours, Person Ada)> RotaWithAdaAsync(
        string claimOpensBefore = "P8W",
        string? recurrence = "FREQ=DAILY",
        int seats = 1,
        string zone = "UTC"
    )
    {
        var (rota, hours) = await RotaWithHoursAsync(claimOpensBefore, recurrence, seats, zone);
        return (rota, hours, await PersonAsync("Ada", rota));
    }

    /// <summary>As <see cref="RotaWithAdaAsync"/>, with Bob as a second volunteer.</summary>
    public async Task<(string Rota, Guid Hours, Person Ada, Person Bob)> RotaWithAdaAndBobAsync(
        string claimOpensBefore = "P8W",
        string? recurrence = "FREQ=DAILY",
        int seats = 1,
        string zone = "UTC"
    )
    {
        var (rota, hours, ada) = await RotaWithAdaAsync(claimOpensBefore, recurrence, seats, zone);
        return (rota, hours, ada, await PersonAsync("Bob", rota));
    }
}

internal static class Should
{
    /// <summary>Asserts the status, with the body as the message.</summary>
    /// <returns>The body; undefined when there is none.</returns>
    public static async Task<JsonElement> ShouldBe(this HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsStringAsync();
        Xunit.Assert.True((int)response.StatusCode == status, $"Expected {status}, got {(int)response.StatusCode}: {body}");
        return
            body.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
            ? JsonDocument.Parse(body).RootElement
            : default;
    }

    /// <summary>Asserts a problem document of that kind.</summary>
    public static async Task<JsonElement> ShouldBeProblem(this HttpResponseMessage response, int status, string slug)
    {
        var problem = await response.ShouldBe(status);
        Xunit.Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Xunit.Assert.Equal($"/problems/{slug}", problem.GetProperty("type").GetString());
        return problem;
    }
}
