using System.Text.Json;
using GeekOnDuty.Api.Documents;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Api;

/// <summary>Makes everything ready before the first request: the database, its schema, the first admin, the demo.</summary>
internal sealed class Startup(Database database, IServiceScopeFactory scopes, Settings settings, IClock clock) : IHostedService
{
    private static readonly string[] DemoRotas = ["kubernetes", "kubernetes-meetings"];

    private const string LockSql = """
        -- Startup.Lock
        SELECT pg_advisory_xact_lock(hashtext('geek-on-duty first start'))
        """;

    private const string AdminSql = """
        -- Startup.Admin
        SELECT id FROM volunteers WHERE is_admin AND erased_at IS NULL ORDER BY created_at, id LIMIT 1
        """;

    private const string IsEmptySql = """
        -- Startup.IsEmpty
        SELECT NOT EXISTS (SELECT FROM rotas)
        """;

    /// <summary>The secret of the first admin token, where this start made it.</summary>
    public string? FirstAdminToken { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.StartAsync(Console.WriteLine, cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var now = clock.GetCurrentInstant();
        await Migrator.MigrateAsync(
            services.GetRequiredService<NpgsqlDataSource>(),
            Migration.FromResources(),
            now,
            cancellationToken
        );

        var db = services.GetRequiredService<DbSession>();
        await db.BeginAsync(cancellationToken);
        await db.ExecuteAsync(LockSql, null, cancellationToken);
        var adminId =
            await db.FirstOrDefaultAsync<Guid?>(AdminSql, null, cancellationToken)
            ?? await MakeAdminAsync(services, now, cancellationToken);
        if (settings.Demo && await db.ScalarAsync<bool>(IsEmptySql, null, cancellationToken))
        {
            var admin = new Actor(adminId, IsAdmin: true, new Dictionary<Guid, Role>());
            foreach (var rota in DemoRotas)
            {
                var import = ActivatorUtilities.CreateInstance<DocumentImport>(services);
                await import.ImportAsync(Demo(rota), admin, now, cancellationToken);
            }
        }

        await db.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<Guid> MakeAdminAsync(IServiceProvider services, Instant now, CancellationToken ct)
    {
        var profile = new Profile("Administrator", "UTC", [], [], [], null);
        var id = await services
            .GetRequiredService<VolunteerQueries>()
            .InsertAsync("admin", profile, createdBy: null, isAdmin: true, now, ct);
        if (settings.AdminToken is null)
        {
            var token = await services
                .GetRequiredService<TokenQueries>()
                .InsertAsync("First admin token", id, expiresAt: null, now, ct);
            FirstAdminToken = token.Secret;
        }

        return id;
    }

    private static RotaDocument Demo(string rota)
    {
        using var stream = typeof(Startup).Assembly.GetManifestResourceStream($"demo/{rota}.json")!;
        using var json = JsonDocument.Parse(stream);
        var errors = new Errors();
        var document = Http.Members.Read(json.RootElement, "", errors, RotaDocument.Read);
        errors.ThrowIfAny();
        return document;
    }
}
