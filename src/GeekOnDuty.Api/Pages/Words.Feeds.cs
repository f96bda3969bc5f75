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

        public static string Title(string rota, string says) => $"{rota}: {says}";
    }

    public static class OEmbed
    {
        public static string Title(string rota) => $"Who is on duty at {rota}?";
    }
}
