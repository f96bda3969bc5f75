using System.Globalization;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Me;

/// <summary>The form that makes a token.</summary>
internal static class TokenForm
{
    private const int MostDays = 3650;

    /// <summary>The body of POST /v1/tokens.</summary>
    /// <param name="form">With `name` and `days`; no days: it never expires.</param>
    /// <param name="now">What the days are counted from.</param>
    public static JsonObject BodyOf(PageForm form, Instant now) =>
        new()
        {
            ["name"] = form.Optional("name"),
            ["expiresAt"] =
                int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                && days is > 0 and <= MostDays
                    ? Formats.Instants.Format(now + Duration.FromDays(days))
                    : null,
        };
}
