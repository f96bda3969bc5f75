using System.Diagnostics.CodeAnalysis;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Http;

/// <summary>The look of the page that something of ours stands on.</summary>
public enum Theme
{
    Light,
    Dark,
}

internal readonly record struct ThemeParam(Theme Value, string? Fault) : IParameter, IParsable<ThemeParam>
{
    public static ThemeParam Parse(string s, IFormatProvider? provider) =>
        s switch
        {
            "light" => new(Theme.Light, null),
            "dark" => new(Theme.Dark, null),
            _ => new(default, $"{TextRules.Quote(s)} is not allowed. Write light or dark."),
        };

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ThemeParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}
