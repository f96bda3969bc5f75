namespace GeekOnDuty.Core.Text;

/// <summary>What a page says of one field, where a program is told in other words.</summary>
public static class ValidationTexts
{
    public const string Missing = "Fill this in.";
    public const string Choose = "Choose one that is offered.";
    public const string OneTime = "Write both times.";
    public const string BeforeFirstDate = "It lies before the first date.";
    public const string Page = "The number of the page in this list is not one of its own.";
    public const string File = "The file has faults, so nothing was changed:";

    public static string Slug(string given) =>
        $"{given} cannot be part of an address. Write 1 to 40 small letters a–z, digits and hyphens.";

    public static string OwnPath(string given) => $"'{given}' is taken by pages of this site. Write another name.";

    public static string WholeNumber(int least, int most) => $"Write a whole number from {least} to {most}.";

    public static string Date(string given) => $"{given} is not a date. Write a date that exists as 2026-03-29.";

    /// <param name="given">Quoted.</param>
    /// <param name="closest">Those that look like it.</param>
    public static string Zone(string given, IReadOnlyList<string> closest) =>
        $"{given} is not a time zone.{(closest.Count == 0 ? "" : $" Did you mean {string.Join(" or ", closest)}?")} Choose one from the list.";

    public static string Url(string given) =>
        $"{given} opens nothing. Write a whole address, which begins with https://, ircs://, mailto: or the like.";

    public static string Language(string given) =>
        $"{given} is not a language that we know. Write its English name, or a tag such as en, nl or pt-BR.";

    public static string TooMany(int most) => $"These are too many. At most {most} are allowed.";

    public static string Row(string list, int row, string field) => $"{list}, row {row}, {field}";
}
