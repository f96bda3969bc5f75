using System.Globalization;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    public static class Hours
    {
        public const string New = "New office hours";
        public const string None = "There are no office hours yet.";
        public const string Title = "Title";
        public const string TitleHelp = "What visitors read, such as European morning.";
        public const string Zone = "Time zone of these dates and times";
        public const string StartDate = "First date";
        public const string StartDateHelp = "Intervals are counted from it.";
        public const string EndDate = "Last date, if there is one";
        public const string StartTime = "From";
        public const string EndTime = "Until";
        public const string EndTimeHelp = "At or before the start: on the next day.";
        public const string Repeats = "How they repeat";
        public const string Once = "Once, on the first date";
        public const string Weekly = "On weekdays";
        public const string Days = "Weekdays";
        public const string DaysHelp = "None: the weekday of the first date.";
        public const string Interval = "Every so many weeks";
        public const string Rule = "By a rule";
        public const string Recurrence = "Rule (RFC 5545 RRULE)";
        public const string RecurrenceHelp =
            "Such as FREQ=MONTHLY;BYDAY=1TU for each first Tuesday of a month. Counts only with “By a rule”.";
        public const string SeatsMinimum = "How many people it wants";
        public const string SeatsMaximum = "How many people it has room for";
        public const string Topics = "Topics";
        public const string Languages = "Languages";
        public const string CommasHelp = "With commas between them.";
        public const string LanguagesHelp = "Names in English or tags, with commas between them: German, nl, pt-BR.";
        public const string Organisation = "Organisation behind them";
        public const string NoOrganisation = "None";
        public const string Channels = "Where to find whoever is on duty then, beside the rota's channels";
        public const string ExceptDates = "Dates on which they are not";
        public const string ExtraDates = "Further dates";
        public const string DatesHelp = "As 2026-03-29, with commas between them.";
        public const string EffectiveFrom = "The change holds from";
        public const string EffectiveFromHelp =
            "Empty: today. What lies before it never changes, nor does a slot that has begun.";
        public const string More = "Dates, seats, topics and more";
        public const string Preview = "Preview";
        public const string ShowChanges = "Show what changes";
        public const string End = "End these office hours";
        public const string EndHelp = "No slots from today on, except one that has begun. Seats that are taken are released.";
        public const string EndConfirm = "Yes, end them";

        public const string NoNext = "No slot within 400 days.";

        public static string Next(string slot) => $"Next: {slot}";

        public static string Day(string day) =>
            day switch
            {
                "MO" => "Monday",
                "TU" => "Tuesday",
                "WE" => "Wednesday",
                "TH" => "Thursday",
                "FR" => "Friday",
                "SA" => "Saturday",
                _ => "Sunday",
            };
    }

    public static class Preview
    {
        public const string Title = "Preview";
        public const string Next = "The next times";
        public const string Yours = "On your clock";
        public const string Utc = "UTC";
        public const string ClockChanges = "The next changes of the clock there";
        public const string NoClockChanges = "No change of the clock is known to come in this time zone.";
        public const string Faulty = "There is nothing to see yet:";
        public const string NoOccurrence = "These office hours never take place: the rule has no date.";
        public const string AllOver = "All of these dates are over.";
        public const string NotConcerned = "These office hours are not on around it.";

        public static string There(string zone) => $"In {zone}";

        public static string Lasts(Duration elapsed, Duration clock) =>
            $"lasts {Spoken.Length(elapsed)} instead of {Spoken.Length(clock)}";

        public static string FallsIntoGap(string date) => $"{date}: does not take place, as the clock skips it.";

        public static string Moves(string before, string after) => $"{before} before it, {after} after it.";

        public static string ClockMoves(string date, string from, string to, string before, string after) =>
            $"{date}: at {from} the clock goes to {to} ({before} to {after}).";

        public static string NobodyAwake(int count, int of) =>
            count == of
                ? "No member lives where these hours lie between 07:00 and 22:00."
                : $"No member lives where {count} of the next {of} times lie between 07:00 and 22:00.";

        public static string Dropped(IEnumerable<string> dates) =>
            $"Within a year a change of the clock swallows {string.Join(", ", dates)}.";

        public static string Shortened(IEnumerable<string> dates) =>
            $"Within a year a change of the clock shortens {string.Join(", ", dates)}.";

        public static Phrase Overlaps(string title, int count, int of) =>
            $"{count} of the next {of} times overlap with “{title}”. That is allowed.";
    }

    public static class ManageSlots
    {
        public const string Earlier = "Week before";
        public const string Later = "Week after";
        public const string None = "There are no slots in this week.";
        public const string Change = "Change";
        public const string Cancelled = "cancelled";
        public const string Moved = "moved";
        public const string Over = "This slot is over. The past does not change.";
        public const string Nobody = "Nobody yet";
        public const string TakeOut = "Take out";
        public const string PutIn = "Put somebody in";
        public const string Who = "Who";
        public const string Choose = "Choose a member or an organisation";
        public const string MembersGroup = "Members";
        public const string OrganisationsGroup = "Organisations";
        public const string CancelIt = "Cancel this slot";
        public const string CancelHelp = "Whoever holds a seat is released. Visitors see the reason.";
        public const string Reason = "Reason";
        public const string MoveIt = "Move this slot";
        public const string RestoreIt = "Let it take place as the rule says";
        public const string RestoreHelp = "Claims that were released stay released.";
        public const string Back = "All slots of the week";

        public static string WeekOf(string monday) => $"Week of {monday}";

        public static string Seats(int taken, int minimum, int maximum) =>
            minimum == maximum
                ? Board.SeatsTaken(taken, maximum)
                : string.Create(CultureInfo.InvariantCulture, $"{Board.SeatsTaken(taken, maximum)}, {minimum} wanted");

        public static string MoveHelp(string zone) =>
            $"On {zone} clocks; its date stays its name. Whoever holds a seat moves with it.";
    }
}
