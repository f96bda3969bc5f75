using System.Globalization;
using GeekOnDuty.Core.Rotas;

namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    /// <summary>What a change does to people's hours.</summary>
    public static class Affected
    {
        public const string This = "This changes ";
        public const string NotYet = "Nothing has been saved yet.";
        public const string Confirm = "Yes, do it";
        public const string Which = "Which hours";

        public static string Hours(int count, bool isFirst) =>
            isFirst
                ? $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? "hour" : "hours")} of "
                : $"{count.ToString(CultureInfo.InvariantCulture)} of ";

        /// <summary>What stands before the name of a person in a list of people.</summary>
        public static string Before(int place, int count) =>
            place == 0 ? ""
            : place == count - 1 ? " and "
            : ", ";

        public static string Change(ClaimEffect effect) =>
            effect switch
            {
                ClaimEffect.Released => "released",
                ClaimEffect.Moved => "moved",
                _ => "shortened",
            };
    }
}
