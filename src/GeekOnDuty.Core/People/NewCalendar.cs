namespace GeekOnDuty.Core.People;

/// <summary>The answer of POST /v1/me/calendar.</summary>
/// <param name="Url">The address to subscribe to. Whoever has it reads your hours.</param>
public sealed record NewCalendar(string Url)
{
    /// <summary>The path in front of the secret.</summary>
    public const string Folder = "/me/calendar/";

    /// <param name="site">Where people reach this server.</param>
    public static NewCalendar Of(string secret, Uri site) => new(new Uri(site, $"{Folder}{secret}.ics").AbsoluteUri);
}
