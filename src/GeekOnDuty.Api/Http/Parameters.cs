using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Api.Http;

/// <summary>A parameter that always binds and keeps its fault, so that <see cref="ParameterFaults"/> can name it in a problem.</summary>
internal interface IParameter
{
    string? Fault { get; }

    /// <summary>What an error page says of it.</summary>
    string? OnPage => Fault;
}

internal readonly record struct InstantParam(Instant Value, string? Fault) : IParameter, IParsable<InstantParam>
{
    public static InstantParam Parse(string s, IFormatProvider? provider) =>
        new(Formats.TryInstant(s, out var value, out var fault) ? value : default, fault);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out InstantParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

internal readonly record struct DateParam(LocalDate Value, string? Fault) : IParameter, IParsable<DateParam>
{
    public static DateParam Parse(string s, IFormatProvider? provider) =>
        new(Formats.TryDate(s, out var value, out var fault) ? value : default, fault);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DateParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

/// <param name="Value">Null for an empty one, as a form sends it in which none is chosen.</param>
internal readonly record struct ZoneParam(DateTimeZone? Value, string? Fault) : IParameter, IParsable<ZoneParam>
{
    public static ZoneParam Parse(string s, IFormatProvider? provider) =>
        s.Length == 0 ? new(null, null)
        : Formats.TryZone(s, out var value, out var fault) ? new(value, null)
        : new(null, fault) { OnPage = ValidationTexts.Zone(TextRules.Quote(s), TextRules.Closest(s, Zones.InUse.Ids)) };

    public string? OnPage { get; private init; }

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ZoneParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

internal readonly record struct IdParam(Guid Value, string? Fault) : IParameter, IParsable<IdParam>
{
    public static IdParam Parse(string s, IFormatProvider? provider) =>
        Guid.TryParseExact(s, "D", out var id) ? new(id, null) : new(default, $"{TextRules.Quote(s)} is not an id.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out IdParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

internal readonly record struct BooleanParam(bool Value, string? Fault) : IParameter, IParsable<BooleanParam>
{
    public static BooleanParam Parse(string s, IFormatProvider? provider) =>
        s is "true" or "false"
            ? new(s == "true", null)
            : new(false, $"{TextRules.Quote(s)} is not allowed. Write true or false.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out BooleanParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

/// <summary>How many items a page has at most: 1 to 200, 50 when left out.</summary>
internal readonly record struct LimitParam(int Value, string? Fault) : IParameter, IParsable<LimitParam>
{
    public static LimitParam Parse(string s, IFormatProvider? provider) =>
        int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
        && limit is >= 1 and <= PageRequest.MaxPageSize
            ? new(limit, null)
            : new(
                PageRequest.DefaultPageSize,
                $"{TextRules.Quote(s)} is not allowed. Write a whole number from 1 to {PageRequest.MaxPageSize}."
            );

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out LimitParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

/// <summary>Where the next page starts, as <see cref="Cursor"/> encodes it.</summary>
internal readonly record struct CursorParam(string Value, string? Fault) : IParameter, IParsable<CursorParam>
{
    public string? OnPage => Fault is null ? null : ValidationTexts.Page;

    public static CursorParam Parse(string s, IFormatProvider? provider) =>
        Cursor.Decode(s) is { } key ? new(key, null) : new("", Cursor.Invalid);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CursorParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

/// <summary>
/// Refuses a request whose parameters have faults, all of them in one problem. A parameter that must be there is nullable and
/// <see cref="RequiredAttribute"/>, so that its absence is named too.
/// </summary>
internal static class ParameterFaults
{
    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var parameters = factory.MethodInfo.GetParameters().SelectMany(Read).ToArray();
        return parameters.Length == 0
            ? next
            : context =>
            {
                Check(context, parameters);
                return next(context);
            };
    }

    /// <summary>A parameter of a handler, or of a type that gathers some of them.</summary>
    private sealed record Checked(string Name, bool IsRequired, Func<IList<object?>, IParameter?> ValueIn);

    private static IEnumerable<Checked> Read(ParameterInfo parameter)
    {
        if (parameter.IsDefined(typeof(AsParametersAttribute), inherit: false))
        {
            return parameter
                .ParameterType.GetProperties()
                .Where(property => IsParameter(property.PropertyType))
                .Select(property => new Checked(
                    char.ToLowerInvariant(property.Name[0]) + property.Name[1..],
                    IsRequired: false,
                    arguments => property.GetValue(arguments[parameter.Position]) as IParameter
                ));
        }

        return IsParameter(parameter.ParameterType)
            ?
            [
                new Checked(
                    parameter.Name!,
                    parameter.IsDefined(typeof(RequiredAttribute), inherit: false),
                    arguments => arguments[parameter.Position] as IParameter
                ),
            ]
            : [];
    }

    private static bool IsParameter(Type type) => typeof(IParameter).IsAssignableFrom(Nullable.GetUnderlyingType(type) ?? type);

    private static void Check(EndpointFilterInvocationContext context, Checked[] parameters)
    {
        var errors = new ValidationErrors();
        foreach (var parameter in parameters)
        {
            var argument = parameter.ValueIn(context.Arguments);
            if (argument is null && parameter.IsRequired)
            {
                errors.Add(parameter.Name, "It is required.");
            }
            else if (argument?.Fault is { } fault)
            {
                errors.Add(parameter.Name, fault, argument.OnPage);
            }
        }

        errors.ThrowIfAny();
    }
}
