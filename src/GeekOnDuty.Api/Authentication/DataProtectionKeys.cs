using System.Xml.Linq;
using GeekOnDuty.Core.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using NodaTime;

namespace GeekOnDuty.Api.Authentication;

/// <summary>The keys that sign what forms and OAuth carry through the browser, in the database, so that any process takes what another has signed.</summary>
internal sealed class DataProtectionKeys(IServiceScopeFactory scopes, IClock clock) : IXmlRepository
{
    private const string AllSql = """
        -- DataProtectionKeys.All
        SELECT xml FROM data_protection_keys ORDER BY created_at, id
        """;

    /// <summary>Of processes that find at once that a new key is needed, one makes it; the others take it, as they read all keys again after this.</summary>
    private const string StoreSql = """
        -- DataProtectionKeys.Store
        SELECT pg_advisory_xact_lock(hashtext('geek-on-duty data protection key'));
        INSERT INTO data_protection_keys (id, name, xml, created_at) SELECT @id, @name, @xml, @now
        WHERE @name NOT LIKE 'key-%' OR NOT EXISTS (SELECT FROM data_protection_keys WHERE name LIKE 'key-%' AND created_at > @recently)
        """;

    private static readonly Duration Recent = Duration.FromMinutes(1);

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Wait(db => db.QueryAsync<string>(AllSql, null, CancellationToken.None)).Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName)
    {
        var now = clock.GetCurrentInstant();
        Wait(async db =>
        {
            await db.BeginAsync(CancellationToken.None);
            await db.ExecuteAsync(
                StoreSql,
                new
                {
                    id = Guid.CreateVersion7(now.ToDateTimeOffset()),
                    name = friendlyName,
                    xml = element.ToString(SaveOptions.DisableFormatting),
                    now,
                    recently = now - Recent,
                },
                CancellationToken.None
            );
            await db.CommitAsync();
            return true;
        });
    }

    /// <summary>The framework asks for keys without waiting: once a day, and at the first form.</summary>
    private T Wait<T>(Func<DbSession, Task<T>> work) =>
        Task.Run(async () =>
            {
                await using var scope = scopes.CreateAsyncScope();
                return await work(scope.ServiceProvider.GetRequiredService<DbSession>());
            })
            .GetAwaiter()
            .GetResult();
}
