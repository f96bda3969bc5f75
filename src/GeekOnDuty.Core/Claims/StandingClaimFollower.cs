using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>Every other second, takes the slots that have opened for standing claims, or for which their holders have become free in another rota.</summary>
public sealed class StandingClaimFollower(
    Database database,
    IServiceScopeFactory scopes,
    IClock clock,
    TimeProvider time,
    ClaimMetrics metrics,
    ILogger<StandingClaimFollower> log
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>One step: follows what is due, each in a transaction of its own.</summary>
    /// <returns>How many standing claims were due.</returns>
    public async Task<int> StepAsync(CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        await using var scope = scopes.CreateAsyncScope();
        var queries = scope.ServiceProvider.GetRequiredService<StandingClaimQueries>();
        var retries = await queries.RetriesAsync(ct);
        var freed = retries.Select(retry => retry.VolunteerId).Distinct().ToArray();
        var due = (await queries.DueAsync(now, ct))
            .Concat(freed.Length == 0 ? [] : await queries.AllOfAsync(freed, ct))
            .Distinct()
            .ToList();
        var failed = false;
        foreach (var (id, rotaId, officeHoursId) in due)
        {
            try
            {
                await FollowAsync(rotaId, officeHoursId, id, now, ct);
            }
            catch (Exception fault) when (!Database.IsAway(fault) && !ct.IsCancellationRequested)
            {
                failed = true;
                log.LogWarning(fault, "Standing claim {Id} could not be followed and is tried again in the next step", id);
            }
        }

        if (retries.Count > 0 && !failed)
        {
            await queries.DeleteRetriesAsync([.. retries.Select(retry => retry.Id)], ct);
        }

        return due.Count;
    }

    /// <summary>Whatever goes wrong with a step is no reason to end the program, which the host would do.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.Prepared.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        var isFailing = false;
        do
        {
            try
            {
                await StepAsync(stoppingToken);
                isFailing = false;
            }
            catch (Exception fault)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                // Said once, and not every other second while the database is away.
                if (!isFailing)
                {
                    log.LogWarning(fault, "Standing claims could not be followed and wait for the next step");
                }

                isFailing = true;
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task FollowAsync(Guid rotaId, Guid officeHoursId, Guid id, Instant now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<DbSession>();
        await db.BeginAsync(ct);
        var hours = await services.GetRequiredService<OfficeHoursQueries>().HoldAsync(rotaId, officeHoursId, ct);
        if (
            await services.GetRequiredService<StandingClaimQueries>().LockAsync(rotaId, id, ct) is not { } standing
            || await services.GetRequiredService<RotaQueries>().ByIdAsync(rotaId, ct) is not { } rota
        )
        {
            return;
        }

        Followed? followed = null;
        if (hours is null)
        {
            await services.GetRequiredService<StandingClaimQueries>().FollowAtAsync([(id, null)], ct);
        }
        else
        {
            var byId = new Dictionary<Guid, StoredOfficeHours> { [officeHoursId] = hours };
            followed = (
                await services.GetRequiredService<StandingClaims>().TakeAsync(rota, byId, [standing], new ChangeOrigin(), now, ct)
            )[0];
            log.LogInformation(
                "Standing claim {Id} took {Taken} slots and was refused {Refused}",
                id,
                followed.Taken.Count,
                followed.Refused.Count
            );
        }

        await db.CommitAsync();
        if (followed is not null)
        {
            metrics.Count(followed);
        }
    }
}
