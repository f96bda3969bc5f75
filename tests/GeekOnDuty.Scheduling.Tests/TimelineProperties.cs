using GeekOnDuty.Tests;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>What must hold at every instant of every rota. Seeds are fixed; a message names the seed, the rota and the instant.</summary>
[Trait("Scaled", "true")]
public sealed class TimelineProperties
{
    private static readonly int RotasPerSeed = TestScale.Of(12);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory, MemberData(nameof(Seeds))]
    public void The_answer_is_that_of_asking_every_slot_and_every_claim(int seed) =>
        ForEachRota(
            seed,
            (rota, random, which) =>
            {
                var (timeline, naive) = (All(rota), Naive(rota));
                foreach (var at in Moments(rota, random))
                {
                    var (state, onDuty) = naive.At(at);

                    var answer = timeline.At(at)!;

                    Assert.True(
                        (state, Text(onDuty), Text(naive.NextAfter(at)))
                            == (answer.Now.State, Text(answer.Now.OnDuty), Text(answer.Next)),
                        $"{which}, at {Text(at)}: expected {state} {Text(onDuty)}, next {Text(naive.NextAfter(at))}, got {Text(answer)}"
                    );
                }
            }
        );

    [Theory, MemberData(nameof(Seeds))]
    public void The_answer_is_constant_from_since_to_until_and_another_outside(int seed) =>
        ForEachRota(
            seed,
            (rota, random, which) =>
            {
                var (timeline, naive) = (All(rota), Naive(rota));
                foreach (var at in Moments(rota, random))
                {
                    var answer = timeline.At(at)!;
                    var (since, until) = (answer.Now.Since, answer.Now.Until);
                    var now = Text(naive.At(at));
                    var what = $"{which}, at {Text(at)}: {Text(answer)}";

                    Assert.True(!(since > at) && !(until <= at), what);
                    Assert.True(
                        since is null || !Same(Text(naive.At(since.Value - Duration.Epsilon)), now),
                        $"{what}, before since"
                    );
                    Assert.True(until is null || !Same(Text(naive.At(until.Value)), now), $"{what}, at until");
                    Assert.True(since is null || Same(Text(timeline.At(since.Value)!), Text(answer)), $"{what}, at since");
                    Assert.True(
                        until is null || Same(Text(timeline.At(until.Value - Duration.Epsilon)!), Text(answer)),
                        $"{what}, just before until"
                    );
                }
            }
        );

    [Theory, MemberData(nameof(Seeds))]
    public void Next_office_hours_are_the_first_slot_from_until_on_whoever_holds_it(int seed)
    {
        var (held, open) = (0, 0);
        ForEachRota(
            seed,
            (rota, random, which) =>
            {
                var (timeline, naive) = (All(rota), Naive(rota));
                var window = new Interval(rota.Around.Start - Duration.FromDays(90), rota.Around.End + Duration.FromDays(400));
                foreach (var at in Moments(rota, random))
                {
                    var answer = timeline.At(at)!;
                    var (until, found) = (answer.Now.Until, answer.NextOfficeHours);
                    var what = $"{which}, at {Text(at)}: {Text(answer)}";
                    if (until is null || until >= window.End)
                    {
                        Assert.True(found is null || until is not null, what);
                        continue;
                    }

                    var expected = naive.SlotsIn(window).FirstOrDefault(slot => slot.StartsAt >= until);
                    if (expected is null)
                    {
                        Assert.True(found is null || found.Slot.StartsAt >= window.End, what);
                        continue;
                    }

                    Assert.True(
                        found?.Slot.Equals(expected) == true && found.Claims.SequenceEqual(naive.HoldersOf(expected)),
                        $"{what}, expected {expected.During} of {expected.OfficeHoursId:N}"
                    );
                    _ = found.Claims.Count > 0 ? held++ : open++;
                }
            }
        );

        Assert.True(held > 100 && open > 100, $"Seed {seed}: {held} held and {open} open ones. It no longer tests much.");
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Nobody_comes_on_duty_before_the_next_office_hours(int seed) =>
        ForEachRota(
            seed,
            (rota, random, which) =>
            {
                var timeline = All(rota);
                foreach (var at in Moments(rota, random))
                {
                    var answer = timeline.At(at)!;
                    var what = $"{which}, at {Text(at)}: {Text(answer)}";
                    Assert.True(answer.Next is null || answer.NextOfficeHours?.Slot.StartsAt <= answer.Next.StartsAt, what);

                    // Held, and before anybody new comes: those who hold it are on duty now.
                    if (answer.NextOfficeHours is { } following && !(following.Slot.StartsAt >= answer.Next?.StartsAt))
                    {
                        var onDuty = answer.Now.OnDuty.Select(duty => duty.Claim.Holder.Id);
                        Assert.True(following.Claims.All(claim => onDuty.Contains(claim.Holder.Id)), what);
                    }
                }
            }
        );

    [Theory, MemberData(nameof(Seeds))]
    public void The_schedule_agrees_with_the_answer_at_every_instant(int seed) =>
        ForEachRota(
            seed,
            (rota, random, which) =>
            {
                var timeline = All(rota);
                var segments = timeline.Segments(rota.Around)!;

                foreach (var at in Moments(rota, random).Where(rota.Around.Contains))
                {
                    var segment = segments.Single(segment => !(segment.Since > at) && !(segment.Until <= at));

                    Assert.True(
                        Same(Text(segment), Text(timeline.At(at)!.Now)),
                        $"{which}, at {Text(at)}: {Text(segment)} in the schedule, {Text(timeline.At(at)!.Now)} asked alone"
                    );
                }
            }
        );

    [Theory, MemberData(nameof(Seeds))]
    public void The_schedule_leaves_no_gap_and_no_overlap_and_each_segment_differs_from_the_one_before(int seed) =>
        ForEachRota(
            seed,
            (rota, _, which) =>
            {
                var segments = All(rota).Segments(rota.Around)!;

                Assert.True(!(segments[0].Since > rota.Around.Start) && !(segments[^1].Until < rota.Around.End), which);
                Assert.True(!(segments[0].Until <= rota.Around.Start) && !(segments[^1].Since >= rota.Around.End), which);
                foreach (var (one, next) in segments.Zip(segments.Skip(1)))
                {
                    Assert.True(one.Until is not null && one.Until == next.Since, $"{which}: {Text(one)} then {Text(next)}");
                    Assert.True(!one.SaysTheSameAs(next), $"{which}: {Text(one)} then {Text(next)}");
                }
            }
        );

    [Theory, MemberData(nameof(Seeds))]
    public void The_schedule_of_a_window_is_that_part_of_the_schedule_of_a_longer_one(int seed) =>
        ForEachRota(
            seed,
            (rota, random, which) =>
            {
                var timeline = All(rota);
                var segments = timeline.Segments(rota.Around)!;
                for (var i = 0; i < 40; i++)
                {
                    var window = Part(random, rota.Around);
                    var expected = segments.Where(segment => !(segment.Since >= window.End) && !(segment.Until <= window.Start));

                    Assert.True(
                        expected.Select(Text).SequenceEqual(timeline.Segments(window)!.Select(Text), StringComparer.Ordinal),
                        $"{which}, window {window}"
                    );
                }
            }
        );

    [Theory, MemberData(nameof(Seeds))]
    public void With_the_claims_of_a_stretch_the_answer_is_the_same_or_absent(int seed)
    {
        var (same, absent) = (0, 0);
        ForEachRota(
            seed,
            (rota, random, which) =>
            {
                var everything = All(rota);
                var known = Known(rota, random);
                var timeline = new Timeline(rota.OfficeHours, rota.Claims.Where(claim => Overlaps(rota, claim, known)), known);
                foreach (var at in Moments(rota, random))
                {
                    var (expected, actual) = (everything.At(at)!, timeline.At(at));
                    var what = $"{which}, known {known}, at {Text(at)}: {Text(expected)}";
                    if (actual is null)
                    {
                        absent++;
                        Assert.False(DependsOnlyOn(known, expected), $"{what}, got no answer");
                    }
                    else
                    {
                        same++;
                        Assert.True(Same(Text(expected), Text(actual)), $"{what}, got {Text(actual)}");
                    }
                }
            }
        );

        Assert.True(
            same > TestScale.Of(100) && absent > TestScale.Of(100),
            $"Seed {seed} has {same} answers and {absent} absent ones: it no longer tests much."
        );
    }

    [Theory, MemberData(nameof(Seeds))]
    public void The_slots_of_a_window_carry_the_claims_of_those_that_take_place(int seed) =>
        ForEachRota(
            seed,
            (rota, random, which) =>
            {
                var window = Part(random, rota.Around);
                var expected = rota
                    .OfficeHours.SelectMany(hours => hours.Slots(window))
                    .OrderBy(slot => slot.StartsAt)
                    .ThenBy(slot => slot.OfficeHoursId)
                    .ThenBy(slot => slot.Date)
                    .ToList();

                var actual = All(rota).Slots(window);

                Assert.True(expected.SequenceEqual(actual!.Select(found => found.Slot)), $"{which}, window {window}");
                foreach (var (slot, claims) in actual!)
                {
                    var held = rota
                        .Claims.Where(claim => (claim.OfficeHoursId, claim.Date) == (slot.OfficeHoursId, slot.Date))
                        .Where(_ => !slot.IsCancelled)
                        .OrderBy(claim => claim.Seat);
                    Assert.True(held.SequenceEqual(claims), $"{which}, window {window}, slot {slot.Date:R} {slot.During}");
                }
            }
        );

    private static void ForEachRota(int seed, Action<RandomRota, Random, string> check)
    {
        var random = new Random(seed);
        for (var i = 0; i < RotasPerSeed; i++)
        {
            check(RandomRota.Draw(random), random, $"seed {seed}, rota {i}");
        }
    }

    /// <summary>Every boundary, a tick before and after it, and random instants; some of them beyond the claims.</summary>
    private static IEnumerable<Instant> Moments(RandomRota rota, Random random) =>
        Naive(rota)
            .Boundaries(rota.Around)
            .SelectMany(at => new[] { at - Duration.Epsilon, at, at + Duration.Epsilon })
            .Concat(
                Enumerable.Range(0, 60).Select(_ => rota.Around.Start + Duration.FromMinutes(random.Next(-60 * 1440, 90 * 1440)))
            );

    private static Interval Part(Random random, Interval whole)
    {
        var minutes = (int)whole.Duration.TotalMinutes;
        var from = random.Next(minutes - 1);
        return new(
            whole.Start + Duration.FromMinutes(from),
            whole.Start + Duration.FromMinutes(random.Next(from + 1, minutes + 1))
        );
    }

    /// <summary>From one start or end of a slot to another, so that claims touch its ends; open at one of them now and then.</summary>
    private static Interval Known(RandomRota rota, Random random)
    {
        var wide = new Interval(rota.Around.Start - Duration.FromDays(10), rota.Around.End + Duration.FromDays(20));
        var ends = Naive(rota).Boundaries(wide).Append(wide.Start).Append(wide.End).Order().ToArray();
        var from = random.Next(ends.Length - 1);
        var to = random.Next(from + 1, ends.Length);
        return random.Next(4) switch
        {
            0 => new(ends[from], null),
            1 => new(null, ends[to]),
            _ => new(ends[from], ends[to]),
        };
    }

    private static bool Overlaps(RandomRota rota, HeldSeat claim, Interval known) =>
        rota.OfficeHours.FirstOrDefault(hours => hours.Id == claim.OfficeHoursId)?.SlotOn(claim.Date) is { } slot
        && !(known.HasEnd && slot.StartsAt >= known.End)
        && !(known.HasStart && slot.EndsAt <= known.Start);

    private static bool DependsOnlyOn(Interval known, OnDutyAnswer answer) =>
        (!known.HasStart || answer.Now.Since > known.Start)
        && (!known.HasEnd || (answer.Now.Until < known.End && answer.Next?.StartsAt < known.End));

    private static Timeline All(RandomRota rota) => new(rota.OfficeHours, rota.Claims, Given.AllTime);

    private static NaiveRota Naive(RandomRota rota) => new(rota.OfficeHours, rota.Claims);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    private static string Text(OnDutyAnswer answer) =>
        $"{Text(answer.Now)}, next {Text(answer.Next)}, next office hours {Text(answer.NextOfficeHours)}";

    private static string Text(SlotWithClaims? slot) =>
        slot is null
            ? "none"
            : $"{slot.Slot.OfficeHoursId:N}@{slot.Slot.During} {string.Join(' ', slot.Claims.Select(claim => $"{claim.ClaimId:N}"))}";

    private static string Text(Segment segment) =>
        $"{Text(segment.Since)} to {Text(segment.Until)} {Text((segment.State, segment.OnDuty))}";

    private static string Text(NextDuty? next) =>
        next is null ? "nobody" : $"{Text(next.StartsAt)} to {Text(next.EndsAt)} {Text(next.OnDuty)}";

    private static string Text((DutyState State, IReadOnlyList<Duty> OnDuty) now) => $"{now.State} {Text(now.OnDuty)}";

    private static string Text(IReadOnlyList<Duty> onDuty) =>
        string.Join(' ', onDuty.Select(duty => $"{duty.Claim.Holder.Name}:{duty.Claim.ClaimId:N}@{duty.Slot.During}"));

    private static string Text(Instant? at) => at is { } instant ? InstantPattern.ExtendedIso.Format(instant) : "ever";
}
