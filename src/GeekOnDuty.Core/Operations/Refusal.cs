using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.Operations;

/// <summary>Why an operation was not done. Nothing was changed.</summary>
/// <param name="Kind">The rule that was in the way.</param>
/// <param name="Detail">About this case, in one or two sentences for programmers.</param>
public record Refusal(RefusalKind Kind, string Detail)
{
    /// <summary>
    /// What is wrong with the members of the request; null unless the kind is <see cref="RefusalKind.Invalid"/>.
    /// </summary>
    public ValidationErrors? Faults { get; private init; }

    /// <summary>More about it for programs: the members that a problem document has beside its detail.</summary>
    public virtual IReadOnlyList<(string Name, object? Value)> Data => [];

    /// <param name="thing">What is not there, such as `claim`.</param>
    public static Refusal NoSuch(string thing) => new(RefusalKind.NotFound, $"There is no such {thing}.");

    public static Refusal Invalid(ValidationErrors faults) => new(RefusalKind.Invalid, faults.Summary) { Faults = faults };

    /// <summary>For one member.</summary>
    /// <inheritdoc cref="ValidationErrors.Add"/>
    public static Refusal Invalid(string path, string message, string? onPage = null)
    {
        var faults = new ValidationErrors();
        faults.Add(path, message, onPage);
        return Invalid(faults);
    }
}
