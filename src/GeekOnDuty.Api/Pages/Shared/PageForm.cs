using System.Globalization;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>The fields of a form that was sent. What they hold is checked by the same readers as the bodies of the API.</summary>
internal sealed record PageForm(IFormCollection Fields) : IBindableFromHttpContext<PageForm>
{
    /// <summary>Without blanks around it, its lines ended by LF; empty when there is no such field.</summary>
    public string this[string name] => Fields[name].ToString().ReplaceLineEndings("\n").Trim();

    /// <summary>Null when the field is empty or not there.</summary>
    public string? Optional(string name) => this[name] is { Length: > 0 } text ? text : null;

    /// <summary>The version that the form was made from, in its field `etag`.</summary>
    public IfMatch IfMatch => new(Optional("etag"));

    /// <summary>Null for an empty field: that member is left out.</summary>
    public static string? OrNull(string text) => text.Length > 0 ? text : null;

    /// <summary>A whole number, null for an empty field; what is none stays text, for the reader to name it.</summary>
    public static JsonNode? Number(string text) =>
        text.Length == 0 ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : text;

    /// <summary>What stands between commas.</summary>
    public JsonArray Words(string name) => Words(this[name], ',');

    /// <summary>The tags of the languages that stand between commas, by name or tag.</summary>
    public static JsonArray Languages(string text) =>
        [.. Words(text, ',').Select(word => (JsonNode)GeekOnDuty.Core.People.Languages.FromTyped((string)word!))];

    /// <inheritdoc cref="Words(string)"/>
    public static JsonArray Words(string text, params char[] between) =>
        [
            .. text.Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(word => (JsonNode)word),
        ];

    /// <summary>Reads a body of the API that was put together from fields.</summary>
    /// <param name="body">Its members; those that are null count as left out.</param>
    /// <param name="errors">By member path, what is wrong; a value that is wrong must not be used.</param>
    public static T Read<T>(JsonObject body, ValidationErrors errors)
        where T : IRequestBody<T> => JsonObjectReader.Read(body, "", errors, T.Read);

    /// <inheritdoc cref="Read{T}(JsonObject, ValidationErrors)"/>
    /// <param name="body">Its members; those that are null count as left out.</param>
    /// <param name="faults">Why what was typed cannot be used; null when it can.</param>
    public static T Read<T>(JsonObject body, out FormErrors? faults)
        where T : IRequestBody<T>
    {
        var errors = new ValidationErrors();
        var value = Read<T>(body, errors);
        faults = errors.Any ? FormErrors.Of(errors) : null;
        return value;
    }

    /// <summary>Reads a file that holds what the body of a request could.</summary>
    /// <param name="faults">Why it cannot be used; null when it can.</param>
    /// <returns>Null when it cannot be used.</returns>
    public static T? ReadFile<T>(byte[] file, out FormErrors? faults)
        where T : class, IRequestBody<T>
    {
        faults = null;
        try
        {
            return Body<T>.Read(file).Value;
        }
        catch (ProblemException fault)
        {
            faults = FormErrors.Of(fault.Problem);
        }
        catch (RefusedException fault)
        {
            faults = FormErrors.Of(fault.Refusal);
        }

        return null;
    }

    public static async ValueTask<PageForm?> BindAsync(HttpContext context, System.Reflection.ParameterInfo parameter)
    {
        if (!context.Request.HasFormContentType)
        {
            throw ProblemException.Of(
                Http.Problems.UnsupportedMediaType,
                "This page takes a form. Programs use the API below /v1."
            );
        }

        try
        {
            return new PageForm(await context.Request.ReadFormAsync(context.RequestAborted));
        }
        // What ends too early is an IOException; a form that is too large is one too, with an answer of its own.
        catch (Exception fault) when (fault is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw ProblemException.Of(Http.Problems.BadRequest, "The form cannot be read.");
        }
    }
}
