using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Coordination;

/// <param name="Rota">The rota of the office hours.</param>
/// <param name="OfficeHoursId">The office hours.</param>
/// <param name="Terms">What is promised from then on.</param>
/// <param name="EffectiveFrom">The local date from which the terms hold; null: today.</param>
public sealed record ReviseOfficeHoursRequest(
    StoredRota Rota,
    Guid OfficeHoursId,
    OfficeHoursTerms Terms,
    LocalDate? EffectiveFrom
)
{
    /// <summary>The id that came with the terms, where one did: it must be that of the office hours.</summary>
    public Guid? IdOfTerms { get; init; }

    /// <summary>Checked against the latest revision.</summary>
    public IPrecondition? Precondition { get; init; }

    /// <summary>Nothing is stored; the outcome tells what would become of claims.</summary>
    public bool IsDryRun { get; init; }
}

/// <summary>
/// Replaces the terms of office hours from a date on, for coordinators of the rota. What lies before it never changes,
/// and neither does a slot that has begun: then the change holds from the next date on. Claims follow their slots to
/// the new times; a claim is released when its slot or seat is gone, or its new time double-books the holder.
/// </summary>
public sealed class ReviseOfficeHours(
    OperationRunner runner,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    OrganisationQueries organisations,
    ClaimRederivation rederivation
)
{
    public Task<Outcome<RevisedOfficeHours>> RunAsync(
        ReviseOfficeHoursRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    ) => runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<RevisedOfficeHours>> ApplyAsync(
        ReviseOfficeHoursRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var (rota, id, terms) = (request.Rota, request.OfficeHoursId, request.Terms);
        actor.RequireCoordinatorOf(rota.Id);
        await rotas.LockAsync(rota, ct);
        if (await officeHours.LockAsync(rota.Id, id, ct) is not { } hours)
        {
            return Refusal.NoSuch("office hours");
        }

        request.Precondition?.Require(hours.ToAnswer());
        var today = hours.Today(now);
        var requested = request.EffectiveFrom ?? today;
        Check(request, requested, today);
        Languages.Require(terms.Languages, hours.Languages);
        await organisations.RequireAsync(terms.OrganisationId, "organisationId", ct);

        var next = new OfficeHours(id, [new Revision(Formats.FirstDate, terms.ToRule())], hours.Overrides);
        var from = hours.Rules.FirstUnbegun(requested, now, next);
        await officeHours.ReviseAsync(rota.Id, hours, from, new Dictionary<LocalDate, OfficeHoursTerms> { [from] = terms }, ct);
        var (affected, _) = await rederivation.ApplyAsync(rota, [id], now, ct);
        return Outcome<RevisedOfficeHours>.Of(new RevisedOfficeHours(id, terms, affected), request.IsDryRun);
    }

    private static void Check(ReviseOfficeHoursRequest request, LocalDate requested, LocalDate today)
    {
        var errors = new ValidationErrors();
        if (requested < today)
        {
            errors.Add(
                "effectiveFrom",
                $"It lies in the past, which does not change. Write {Formats.Dates.Format(today)} or later."
            );
        }

        if (request.IdOfTerms is { } other && other != request.OfficeHoursId)
        {
            errors.Add("id", "It is not the id of the address.");
        }

        errors.ThrowIfAny();
    }
}
