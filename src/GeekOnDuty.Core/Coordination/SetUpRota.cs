using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Coordination;

/// <param name="Rota">What is said of it.</param>
/// <param name="FirstHours">What its first office hours promise.</param>
public sealed record SetUpRotaRequest(Rota Rota, OfficeHoursTerms FirstHours);

/// <summary>
/// Makes a rota with its first office hours, for an admin. The admin becomes its coordinator. All of it, or nothing.
/// </summary>
public sealed class SetUpRota(
    OperationRunner runner,
    CreateRota createRota,
    CreateOfficeHours createOfficeHours,
    SetMemberRole setMemberRole
)
{
    public Task<Outcome<StoredRota>> RunAsync(SetUpRotaRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<StoredRota>> ApplyAsync(SetUpRotaRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        var created = await createRota.ApplyAsync(new CreateRotaRequest(request.Rota), actor, now, ct);
        var rota = created.ValueOrThrow();
        var coordinator = new SetMemberRoleRequest(rota, actor.VolunteerId, Role.Coordinator);
        _ = (await setMemberRole.ApplyAsync(coordinator, actor, now, ct)).ValueOrThrow();
        var hours = await createOfficeHours.ApplyAsync(new CreateOfficeHoursRequest(rota, request.FirstHours), actor, now, ct);
        return hours.IsRefused ? hours.Refusal : rota;
    }
}
