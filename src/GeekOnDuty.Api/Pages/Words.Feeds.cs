namespace GeekOnDuty.Api.Pages;

internal static partial class Words
{
    public static class Badge
    {
        public const string Label = "geek on duty";
        public const string Unstaffed = "nobody right now";
        public const string Closed = "closed";

        /// <summary>As in `Ada`, `Ada, Bob`, `Ada and 2 others`.</summary>
        public static string Staffed(IReadOnlyList<string> names) =>
            names.Count <= 2 ? string.Join(", ", names) : $"{names[0]} and {names.Count - 1} others";

        /// <param name="next">Sentences on what comes next, without their full stops.</param>
        public static string Title(string rota, string says, IEnumerable<string> next) =>
            string.Join(". ", [$"{rota}: {says}", .. next]);

        /// <param name="when">With the day.</param>
        /// <param name="isLater">Whether other office hours come before.</param>
        public static string Next(string names, string when, bool isLater) =>
            $"{(isLater ? Help.LaterTitle : Help.NextTitle)}: {names}, {when}";

        public static string Again(string names, string when) => $"{Help.NextTitle}: {names} {Help.Again}, {when}";

        public static string Open(string when) => $"{Help.NextHoursTitle}: {when}, nobody yet";
    }

    public static class OEmbed
    {
        public static string Title(string rota) => $"Who is on duty at {rota}?";
    }
}
