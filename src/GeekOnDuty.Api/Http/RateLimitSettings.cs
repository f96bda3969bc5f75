using System.Globalization;
using GeekOnDuty.Api.Hosting;
using GeekOnDuty.Core.Hosting;

namespace GeekOnDuty.Api.Http;

/// <summary>How often, each from 1 to a million.</summary>
internal sealed record RateLimitSettings
{
    public const string Section = "RateLimits";
    private const int Most = 1_000_000;

    /// <summary>False: nobody is limited.</summary>
    public bool Enabled { get; private init; } = true;

    /// <summary>By a person, claims excepted.</summary>
    public int WritesPerMinute { get; private init; } = 60;

    /// <summary>By a person, standing claims among them.</summary>
    public int ClaimsPerMinute { get; private init; } = 30;

    /// <summary>By a client without a valid credential, of what is not answered from memory.</summary>
    public int AnonymousPerMinute { get; private init; } = 600;

    /// <summary>By a client, and for an e-mail address.</summary>
    public int SignInsPerMinute { get; private init; } = 3;

    /// <inheritdoc cref="SignInsPerMinute"/>
    public int SignInsPerHour { get; private init; } = 20;

    /// <exception cref="StartException">A value is wrong, or there is no such setting; the message names it.</exception>
    public static RateLimitSettings Read(IConfigurationSection section)
    {
        var defaults = new RateLimitSettings();
        string[] known =
        [
            nameof(Enabled),
            nameof(WritesPerMinute),
            nameof(ClaimsPerMinute),
            nameof(AnonymousPerMinute),
            nameof(SignInsPerMinute),
            nameof(SignInsPerHour),
        ];
        if (
            section.GetChildren().FirstOrDefault(each => !known.Contains(each.Key, StringComparer.OrdinalIgnoreCase)) is { } other
        )
        {
            throw new StartException($"There is no setting {Section}__{other.Key}; there are {string.Join(", ", known)}.");
        }

        return new RateLimitSettings
        {
            Enabled = Settings.Boolean($"{Section}__{nameof(Enabled)}", section[nameof(Enabled)], otherwise: true),
            WritesPerMinute = Number(section, nameof(WritesPerMinute), defaults.WritesPerMinute),
            ClaimsPerMinute = Number(section, nameof(ClaimsPerMinute), defaults.ClaimsPerMinute),
            AnonymousPerMinute = Number(section, nameof(AnonymousPerMinute), defaults.AnonymousPerMinute),
            SignInsPerMinute = Number(section, nameof(SignInsPerMinute), defaults.SignInsPerMinute),
            SignInsPerHour = Number(section, nameof(SignInsPerHour), defaults.SignInsPerHour),
        };
    }

    private static int Number(IConfigurationSection section, string name, int otherwise) =>
        string.IsNullOrWhiteSpace(section[name]) ? otherwise
        : int.TryParse(section[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= Most
            ? number
        : throw new StartException(
            $"{Section}__{name} is '{section[name]}'; write a whole number from 1 to {Most}, or {Section}__{nameof(Enabled)}=false for no limits."
        );
}
