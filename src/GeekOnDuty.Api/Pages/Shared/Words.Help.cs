using NodaTime;

namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    public static class Help
    {
        public const string OnDutyNow = "On duty now";
        public const string NobodyNow = "Nobody is on duty right now";
        public const string Running = "There are office hours now, and nobody has taken them.";
        public const string NoHours = "There are no office hours now.";
        public const string NextTitle = "Next";
        public const string NextHoursTitle = "Next office hours";
        public const string LaterTitle = "Later";
        public const string Again = "again";
        private const string NobodyHasTaken = "Nobody has taken later hours yet";
        private const string NoLaterHours = "There are no later office hours";
        public const string Reach = "How to reach us";
        public const string WeekAhead = "The week ahead";
        public const string NothingAhead = "No office hours in the next seven days.";
        public const string Ways = "Ways to get help";
        public const string Community = "Talk to the community";
        public const string Documentation = "Read the documentation";
        public const string Development = "Bugs and code";
        public const string More = "More";
        public const string Support = "Professional support";
        public const string SupportInstead = "Who needs support finds it here:";
        public const string Organisations = "Who gives these hours";
        public const string Take = "Take an hour";
        public const string OpenHours = "Hours that nobody has taken yet are for you to take.";
        public const string TakeAsMember = "I am a member: take an hour";
        public const string Archived = "This rota is archived: there are no office hours here any more.";
        public const string NobodyYet = "Nobody yet";
        public const string Cancelled = "Cancelled";
        public const string Elsewhere = "Have this elsewhere";
        public const string EmbedCode = "Put this on your site";
        public const string Calendar = "Calendar";
        public const string Json = "As JSON";

        public static Phrase Title(string rota) => $"{rota}: who is on duty";

        public static Phrase Description(string rota) => $"Who is on duty for {rota} now, who is next, and how to get help.";

        public static string AsOf(string when) => $"This is as it is at {when}.";

        public static string SinceUntil(string since, string until) => $"since {since}, until {until}";

        public static string ClosedUntil(string until) => $"There are no office hours until {until}.";

        public static string TakeNamed(Phrase what) => $"{Take}: {what}";

        public static string Seats(int open) => open == 1 ? "1 seat is open" : $"{open} seats are open";

        public static string NotAForm(string accept, string allowed) => $"It is served as {allowed}; the request takes {accept}.";

        public static string Nobody(bool isRunning) =>
            isRunning ? "Nobody is on duty, although there are office hours now." : "Nobody is on duty.";

        public static string AreOnDuty(int people) => people == 1 ? "is on duty " : "are on duty ";

        public static string Until(string when) => $"until {when}";

        /// <summary>A sentence without its full stop, for when nobody comes and no office hours follow.</summary>
        /// <param name="isRunning">Whether office hours run, which nobody has taken, and never end.</param>
        public static string NothingNext(bool isRunning) => isRunning ? NobodyHasTaken : NoLaterHours;

        /// <param name="isLater">Whether other office hours come before.</param>
        public static Phrase NextAt(Phrase names, string when, bool isToday, string left, bool isLater = false) =>
            $"{Phrase.Of(isLater ? LaterTitle : NextTitle)}: {names} {Phrase.Of(isToday ? "at" : "on")} {Phrase.Of(when)} (in {Phrase.Of(left)})";

        /// <summary>Of those who are on duty now.</summary>
        public static Phrase AgainAt(Phrase names, string when, bool isToday, string left) =>
            NextAt($"{names} {Phrase.Of(Again)}", when, isToday, left);

        public static string OpenAt(string when, string left) => $"{NextHoursTitle}: {when} (in {left}), nobody yet";

        /// <summary>As in `2 h 10 min`; longer than a day, `2 d 3 h`.</summary>
        public static string Length(Duration length) =>
            length <= Duration.FromDays(1) ? Spoken.Length(length)
            : length.Hours == 0 ? $"{length.Days} d"
            : $"{length.Days} d {length.Hours} h";

        /// <summary>As in `Ada (Inktank)`; an organisation that holds a seat itself is not said twice.</summary>
        public static Phrase Named(string name, string? organisation) =>
            organisation is null || organisation == name ? $"{name}" : (Phrase)$"{name} ({organisation})";

        /// <summary>What stands before the <paramref name="nth"/> of so many names, from 0 on, where each is marked up by itself.</summary>
        public static string Before(int nth, int names) =>
            nth == 0 ? ""
            : nth == names - 1 ? " and "
            : ", ";

        /// <inheritdoc cref="List(IReadOnlyList{Phrase})"/>
        public static Phrase List(IReadOnlyList<string> names) => List([.. names.Select(name => (Phrase)$"{name}")]);

        /// <summary>As in `Ada, Bob and Eve`.</summary>
        public static Phrase List(IReadOnlyList<Phrase> names) =>
            names.Count == 1 ? names[0] : $"{Phrase.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }
}
