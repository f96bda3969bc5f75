namespace GeekOnDuty.Api.Pages.Help;

/// <summary>Where the forms of a rota are, with scheme and host, as other sites write them.</summary>
/// <param name="Site">As people reach it.</param>
/// <param name="Rota">The slug.</param>
public sealed record RotaLinks(Uri Site, string Rota)
{
    public string Help => Of("");
    public string Embed => Of("/embed");
    public string Badge => Of("/badge.svg");
    public string Calendar => Of("/calendar.ics");

    public string OEmbed(string format) => $"{At("/oembed")}?url={Uri.EscapeDataString(Help)}&format={format}";

    /// <param name="path">Of this site, from its root.</param>
    public string At(string path) => new Uri(Site, path).AbsoluteUri;

    private string Of(string rest) => At($"/{Rota}{rest}");
}
