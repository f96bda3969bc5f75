namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    public static class Calendar
    {
        public const string Mine = "My hours on duty";
        public const string MineWhy = "The hours that you hold, in every rota.";

        public static Phrase NameOf(string rota) => $"{rota}: who is on duty";

        public static Phrase NameOf(string rota, string organisation) => $"{rota}: hours given by {organisation}";

        /// <param name="holder">Their name.</param>
        /// <param name="organisation">Who stands behind them; null for nobody else.</param>
        /// <param name="title">Of the office hours.</param>
        public static Phrase Event(string holder, string? organisation, string title) =>
            organisation is null ? (Phrase)$"{holder}: {title}" : $"{holder} ({organisation}): {title}";

        public static Phrase Open(string title) => $"Open: {title}";

        public static Phrase Cancelled(string reason) => $"Cancelled: {reason}";

        public static Phrase Channel(string label, string url) => $"{label}: {Phrase.Of(url)}";
    }

    public static partial class Me
    {
        public const string Calendar = "Your calendar";
        public const string CalendarWhy =
            "All hours that you hold, in every rota, in your own calendar program: it subscribes to an address that only you know.";
        public const string CalendarMake = "Make the address";
        public const string CalendarReset = "Make another address instead";
        public const string CalendarRemove = "Remove the address";
        public const string CalendarAddress = "Address of your calendar";
        public const string NewCalendarTitle = "The address of your calendar";
        public const string NewCalendar =
            "Copy it now. It is shown this once, and kept nowhere. Whoever has it sees your hours; one made before does not work any more.";
        public const string NewCalendarHow =
            "In your calendar program, subscribe to it as a calendar from the internet. It looks for changes by itself.";

        public static string CalendarIs(string since) => $"There is an address, made {since}.";
    }
}
