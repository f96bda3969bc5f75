namespace GeekOnDuty.Api.Logos;

/// <summary>The logo of an organisation, passed on by this site: a visitor's address reaches no sponsor.</summary>
internal static class Logo
{
    /// <summary>Where this site shows it.</summary>
    /// <param name="rota">The slug of a rota on whose pages the organisation is named.</param>
    /// <param name="logoUrl">As the organisation gives it.</param>
    public static string PathOf(string rota, string logoUrl) => $"/{rota}/logo?url={Uri.EscapeDataString(logoUrl)}";
}
