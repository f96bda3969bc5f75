namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    public static class Badge
    {
        public const string Label = "geek on duty";
        public const string Unstaffed = "nobody right now";
        public const string Closed = "closed";

        /// <summary>As in `Ada`, `Ada, Bob`, `Ada and 2 others`.</summary>
        public static Phrase Staffed(IReadOnlyList<string> names) =>
            names.Count <= 2 ? Phrase.List(names)! : $"{names[0]} and {names.Count - 1} others";

        /// <param name="next">Sentences on what comes next, without their full stops.</param>
        public static Phrase Title(string rota, Phrase says, IEnumerable<Phrase> next) =>
            Phrase.Join(". ", [$"{rota}: {says}", .. next]);

        /// <param name="when">With the day.</param>
        /// <param name="isLater">Whether other office hours come before.</param>
        public static Phrase Next(Phrase names, string when, bool isLater) =>
            $"{Phrase.Of(isLater ? Help.LaterTitle : Help.NextTitle)}: {names}, {Phrase.Of(when)}";

        public static Phrase Again(Phrase names, string when) =>
            $"{Phrase.Of(Help.NextTitle)}: {names} {Phrase.Of(Help.Again)}, {Phrase.Of(when)}";

        public static Phrase Open(string when) => Phrase.Of($"{Help.NextHoursTitle}: {when}, nobody yet");
    }

    public static class OEmbed
    {
        public static Phrase Title(string rota) => $"Who is on duty at {rota}?";
    }
}
