using NodaTime;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>A claim as the database or the API has it.</summary>
internal sealed record StoredClaim(
    Guid Id,
    Guid OfficeHoursId,
    LocalDate Date,
    int Seat,
    Guid VolunteerId,
    Interval During,
    bool IsReleased
);

/// <summary>What is left when all is over.</summary>
/// <param name="Rows">The claims, read from the table.</param>
/// <param name="Listed">The claims, as the API lists them.</param>
/// <param name="Keys">How many kept answers each writer has.</param>
/// <param name="Halves">How much is half there: keys without their answer, claims and releases that the change log lacks.</param>
internal sealed record Remains(
    IReadOnlyList<StoredClaim> Rows,
    IReadOnlyList<StoredClaim> Listed,
    IReadOnlyDictionary<Guid, int> Keys,
    int Halves
);

/// <summary>Holds a journal against what is left: everything acknowledged is there, whole and once, and nothing else is.</summary>
internal static class Verdict
{
    /// <returns>What is wrong, in sentences; empty when nothing is.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyCollection<Entry> journal, Remains remains) =>
        [
            .. Answers(journal),
            .. Claims(journal, remains.Rows, "the database"),
            .. Claims(journal, remains.Listed, "the API"),
            .. Seats(journal, remains.Rows),
            .. Keys(journal, remains),
        ];

    private static IEnumerable<string> Answers(IReadOnlyCollection<Entry> journal)
    {
        foreach (var entry in journal)
        {
            if (entry.Answer is not { Status: 201 or 409 })
            {
                yield return $"{entry} was answered {entry.Answer}.";
            }

            if (entry.Release is not null && !entry.IsReleased)
            {
                yield return $"The release of {entry} was answered {entry.Release}.";
            }

            if (entry.Repeated != entry.Answer)
            {
                yield return $"{entry} was answered {entry.Answer}, and when repeated {entry.Repeated}.";
            }
        }

        foreach (var twice in journal.Where(entry => entry.ClaimId is not null).GroupBy(entry => entry.ClaimId))
        {
            if (twice.Count() > 1)
            {
                yield return $"The claim {twice.Key} was acknowledged for {string.Join(" and for ", twice)}.";
            }
        }
    }

    private static IEnumerable<string> Claims(IReadOnlyCollection<Entry> journal, IReadOnlyList<StoredClaim> stored, string where)
    {
        var found = stored.ToLookup(claim => claim.Id);
        foreach (var entry in journal.Where(entry => entry.ClaimId is not null))
        {
            var slot = entry.Slot;
            var claims = found[entry.ClaimId!.Value].ToList();
            if (claims.Count != 1)
            {
                yield return $"{entry} was acknowledged and is in {where} {claims.Count} times.";
            }
            else if (claims[0] is var claim && claim.IsReleased != entry.IsReleased)
            {
                yield return $"{entry} is {(entry.IsReleased ? "acknowledged as released" : "never released")}, and in {where} {claim}.";
            }
            else if (
                claim
                != new StoredClaim(
                    claim.Id,
                    slot.OfficeHoursId,
                    slot.Date,
                    claim.Seat,
                    entry.VolunteerId,
                    slot.During,
                    claim.IsReleased
                )
            )
            {
                yield return $"{entry} is in {where} {claim}, and its slot is {slot}.";
            }
        }

        var known = journal.Select(entry => entry.ClaimId).ToHashSet();
        foreach (var unknown in stored.Where(claim => !known.Contains(claim.Id)))
        {
            yield return $"Nobody was told of {unknown}, which is in {where}.";
        }
    }

    private static IEnumerable<string> Seats(IReadOnlyCollection<Entry> journal, IReadOnlyList<StoredClaim> rows)
    {
        var held = rows.Where(claim => !claim.IsReleased).ToList();
        foreach (var seat in held.GroupBy(claim => (claim.OfficeHoursId, claim.Date, claim.Seat)).Where(seat => seat.Count() > 1))
        {
            yield return $"A seat is held {seat.Count()} times: {string.Join(" and ", seat)}.";
        }

        foreach (var twice in held.GroupBy(claim => (claim.VolunteerId, claim.During)).Where(twice => twice.Count() > 1))
        {
            yield return $"One volunteer is on duty {twice.Count()} times at once: {string.Join(" and ", twice)}.";
        }

        var seats = journal
            .Select(entry => entry.Slot)
            .Distinct()
            .ToDictionary(slot => (slot.OfficeHoursId, slot.Date), slot => slot.Seats);
        foreach (var claim in held.Where(claim => claim.Seat > seats.GetValueOrDefault((claim.OfficeHoursId, claim.Date))))
        {
            yield return $"There is no such seat: {claim}.";
        }
    }

    private static IEnumerable<string> Keys(IReadOnlyCollection<Entry> journal, Remains remains)
    {
        if (remains.Halves > 0)
        {
            yield return $"{remains.Halves} keys are without their answer, or claims without their line in the change log.";
        }

        foreach (var writer in journal.GroupBy(entry => entry.VolunteerId))
        {
            var kept = remains.Keys.GetValueOrDefault(writer.Key);
            if (kept != writer.Count())
            {
                yield return $"{writer.Key} used {writer.Count()} keys, and {kept} are kept.";
            }
        }
    }
}
