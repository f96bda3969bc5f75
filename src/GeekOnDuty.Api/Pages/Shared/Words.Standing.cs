using System.Globalization;

namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    /// <summary>Standing claims, wherever they are shown.</summary>
    public static class Standing
    {
        public const string Mine = "Regular hours";
        public const string All = "Standing claims";
        public const string Lead =
            "Who is on duty again and again. A standing claim takes its dates by itself as they can be claimed.";
        public const string None = "Nobody has a standing claim.";
        public const string Next = "Next dates";
        public const string Planned = "planned";
        public const string NotTaken = "It could not be taken.";
        public const string Stop = "Stop";
        public const string StopConfirm = "Yes, stop it";
        public const string NoDates = "No date is to come.";
        public const string StopNothing = "It holds no hours that would be released.";

        private const int DaysOfAWeek = 7;

        /// <summary>As in `Every Tuesday`, `Every 2nd week on Monday and Thursday`, `Every 3rd time`.</summary>
        /// <param name="weekdays">Two letters each; null where turns are counted.</param>
        /// <param name="everyWeeks">Every how many weeks.</param>
        /// <param name="every">Every how many turns; null where it goes by weekdays.</param>
        public static string Pattern(IReadOnlyList<string>? weekdays, int everyWeeks, int? every)
        {
            var nth = everyWeeks == 1 ? "" : $"{Ordinal(everyWeeks)} ";
            return weekdays switch
            {
                null => every is null or 1 ? "Every time" : $"Every {Ordinal(every.Value)} time",
                [var day] => $"Every {nth}{Hours.Day(day)}",
                { Count: DaysOfAWeek } => everyWeeks == 1 ? "Every time" : $"Every {nth}week",
                _ when everyWeeks == 1 => $"Every {List(weekdays)}",
                _ => $"Every {nth}week on {List(weekdays)}",
            };
        }

        public static string When(string pattern, string hours, string? zone, string? from, string? until) =>
            $"{pattern} {hours}{(zone is null ? "" : $" {zone}")}{(from is null ? "" : $", from {from}")}, "
            + (until is null ? "until it is stopped" : $"until {until}");

        public static string StopReleases(int hours) =>
            string.Create(CultureInfo.InvariantCulture, $"It takes nothing any more, and {Count(hours)} released:");

        public static string StopKeeps(int hours) =>
            hours == 1
                ? "1 hour stays: it is too late to release it."
                : string.Create(CultureInfo.InvariantCulture, $"{hours} hours stay: it is too late to release them.");

        public static string Stopped(int hours) =>
            hours == 0
                ? "The standing claim is stopped. No hours were released."
                : $"The standing claim is stopped, and {(hours == 1 ? "1 hour was" : $"{hours.ToString(CultureInfo.InvariantCulture)} hours were")} released.";

        private static string Count(int hours) =>
            hours == 1 ? "1 hour is" : string.Create(CultureInfo.InvariantCulture, $"{hours} hours are");

        private static string List(IReadOnlyList<string> weekdays)
        {
            var names = weekdays.Select(Hours.Day).ToList();
            return $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
        }

        private static string Ordinal(int number) =>
            string.Create(CultureInfo.InvariantCulture, $"{number}")
            + (
                (number % 100 is >= 11 and <= 13, number % 10) switch
                {
                    (false, 1) => "st",
                    (false, 2) => "nd",
                    (false, 3) => "rd",
                    _ => "th",
                }
            );
    }
}
