using GeekOnDuty.Core.Operations;
using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    public static class Board
    {
        public const string Agenda = "Agenda";
        public const string Grid = "Week grid";
        public const string Previous = "Previous week";
        public const string Present = "This week";
        public const string Next = "Next week";
        public const string Weeks = "Weeks";
        public const string Stale =
            "The database is away, so this may be out of date, and nobody can claim, release or sign in until it is back.";
        public const string MyHours = "My hours";
        public const string NoHours = "You have claimed nothing here yet.";
        public const string OnDutyNow = "You are on duty now.";
        public const string Calendar = "Add to my calendar";
        public const string Release = "Release";
        public const string TooLate = "Too late to release; ask a coordinator.";
        public const string Undo = "Undo";
        public const string Claim = "Claim";
        public const string EveryWeek = "Every week";
        public const string EveryTime = "Every time";
        public const string NotEveryTime = "Undo all of it";
        public const string Join = "Join to claim";
        public const string JoinWhy = "You are not a member of this rota yet, so you cannot claim hours here.";
        public const string JoinHow = "How to join";
        public const string Earlier = "Earlier this week";
        public const string Nothing = "No office hours in this week.";
        public const string NothingShown = "No office hours in this week match the filters.";
        public const string ShowAll = "Show all";
        public const string Filters = "Filter";
        public const string OnlyOpen = "Only what I can claim";
        public const string Weekdays = "Weekdays";
        public const string Awake = "Only my waking hours";
        public const string AwakeFrom = "I am up from";
        public const string AwakeTo = "until";
        public const string Topic = "Topic";
        public const string Language = "Language";
        public const string Any = "Any";
        public const string Apply = "Show";
        public const string ChangeZone = "Change";
        public const string ZoneHelp = "After sign-in the board is in the zone of your profile.";
        public const string Shortened = "shortened";
        public const string Lengthened = "lengthened";
        public const string Cancelled = "Cancelled";
        public const string Over = "Over";
        public const string Full = "All seats are taken";
        public const string Yours = "Yours";
        public const string Busy = "You are on duty then";
        public const string Alternatives = "You could take one of these instead:";
        public const string TakenTitle = "You have taken";
        public const string RefusedTitle = "Not taken";
        public const string StandingLater = "Later ones follow by themselves as they can be claimed.";
        public const string StandingNothing = "None can be taken as yet.";

        private static readonly LocalDatePattern Days = LocalDatePattern.CreateWithInvariantCulture("ddd d MMM");
        private static readonly LocalDatePattern DaysOfYear = LocalDatePattern.CreateWithInvariantCulture("ddd d MMM uuuu");

        public static Phrase Title(string rota) => $"{rota}: board";

        public static string Day(LocalDate date) => Days.Format(date);

        public static string Week(LocalDate first, int? number) =>
            number is { } week
                ? $"Week {week}: {Day(first)} – {DaysOfYear.Format(first.PlusDays(6))}"
                : $"{Day(first)} – {DaysOfYear.Format(first.PlusDays(6))}";

        public static string TimesIn(string zone) => $"All times are in {zone}.";

        public static string DayLength(bool isShorter, string length) =>
            $"{(isShorter ? Shortened : Lengthened)}: this day has {length}";

        public static string SlotLength(bool isShorter) => $"{(isShorter ? Shortened : Lengthened)} by a change of the clock";

        public static string SeatsTaken(int taken, int maximum) =>
            maximum == 1 ? $"{taken} of 1 seat taken" : $"{taken} of {maximum} seats taken";

        public static string DaysLater(int days) =>
            $"{(days > 0 ? "+" : "−")}{Math.Abs(days)} {(Math.Abs(days) == 1 ? "day" : "days")}";

        public static Phrase LogoOf(string organisation) => $"Logo of {organisation}";

        /// <summary>Tells a slot from others where only a button of it is heard.</summary>
        public static Phrase Slot(string title, string when) => $"{title}, {Phrase.Of(when)}";

        /// <summary>Why a slot cannot be taken, with what somebody wrote about it.</summary>
        public static Phrase Status(string status, string? reason) =>
            reason is null ? Phrase.Of(status) : $"{Phrase.Of(status)}: {reason}";

        public static string ClaimNamed(Phrase what) => $"{Claim}: {what}";

        public static string EveryNamed(string every, Phrase what) => $"{every}: {what}";

        public static string JoinNamed(Phrase what) => $"{Join}: {what}";

        public static string ReleaseNamed(string what) => $"{Release}: {what}";

        public static string CalendarNamed(string what) => $"{Calendar}: {what}";

        public static string OpensAt(string when) => $"Can be claimed from {when} on.";

        public static string Hidden(int count) =>
            count == 1 ? "1 slot is hidden by the filters." : $"{count} slots are hidden by the filters.";

        public static string More(int count) => $"and {count} more";

        public static string Taken(string when) => $"You are on duty {when}.";

        public static string Released(string when) => $"You have released {when}.";

        public static Phrase Event(string title, string rota) => $"On duty: {title} ({rota})";

        public static string NotAWeek(string given) => $"{given} is not a week. Write 2026-W48, or the date on which it starts.";

        /// <summary>
        /// Why somebody could not have a slot, by the rule that was in the way; null where its own words have to do.
        /// </summary>
        public static string? Why(RefusalKind kind) =>
            kind switch
            {
                RefusalKind.NothingToClaim =>
                    "Every date that can be taken now is full, overlaps other hours of yours, or is yours already. Nothing was saved.",
                RefusalKind.SlotFull => "All seats of this slot are taken; somebody was faster.",
                RefusalKind.DoubleBooked => "You are on duty elsewhere at that time.",
                RefusalKind.AlreadyClaimed => "You have a seat in this slot already.",
                RefusalKind.SlotNotOpen => "It cannot be claimed: it is cancelled, over, or not open yet.",
                RefusalKind.TooLateToRelease => "It is too late to release it. Ask a coordinator: they may always do it.",
                _ => null,
            };
    }
}
