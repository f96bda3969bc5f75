using System.Diagnostics.CodeAnalysis;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Pages.Help;

/// <summary>What a frame can show.</summary>
[Flags]
public enum EmbedParts
{
    None = 0,
    Now = 1,
    Next = 2,
    Week = 4,
}

/// <summary>Of `now`, `next` and `week` those to show, with commas between.</summary>
internal readonly record struct ShowParam(EmbedParts Value, string? Fault) : IParameter, IParsable<ShowParam>
{
    public const EmbedParts Otherwise = EmbedParts.Now | EmbedParts.Next;

    public static ShowParam Parse(string s, IFormatProvider? provider)
    {
        var parts = EmbedParts.None;
        foreach (var word in s.Split(',', StringSplitOptions.TrimEntries))
        {
            var part = word switch
            {
                "now" => EmbedParts.Now,
                "next" => EmbedParts.Next,
                "week" => EmbedParts.Week,
                _ => EmbedParts.None,
            };
            if (part == EmbedParts.None)
            {
                return new(
                    part,
                    $"{TextRules.Quote(word)} is not allowed. Write one or more of now, next, week, with commas between."
                );
            }

            parts |= part;
        }

        return new(parts, null);
    }

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ShowParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

/// <summary>How a frame is to look.</summary>
/// <param name="Show">Its parts.</param>
/// <param name="Zone">The time zone of the times in it.</param>
/// <param name="Theme">Light or dark; null: as the browser prefers.</param>
internal sealed record EmbedParams(
    [FromQuery(Name = "show")] ShowParam? Show,
    [FromQuery(Name = "zone")] ZoneParam? Zone,
    [FromQuery(Name = "theme")] ThemeParam? Theme
);
