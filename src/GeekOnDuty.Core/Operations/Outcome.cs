using System.Diagnostics.CodeAnalysis;

namespace GeekOnDuty.Core.Operations;

/// <summary>
/// What an operation came to: what was done, or why it was refused. A rehearsal went through like the operation itself
/// and was then undone.
/// </summary>
public sealed record Outcome<T>
{
    private Outcome(T? value, Refusal? refusal, bool isRehearsal) =>
        (Value, Refusal, IsRehearsal) = (value, refusal, isRehearsal);

    /// <summary>What was done, or would have been; null when it was refused.</summary>
    public T? Value { get; }

    /// <summary>Null when it was not refused.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether it was only to be shown what would be done.</summary>
    public bool IsRehearsal { get; }

    /// <summary>Whether what was done is to stay.</summary>
    public bool IsDone => Refusal is null && !IsRehearsal;

    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Refusal is not null;

    public static implicit operator Outcome<T>(T value) => new(value, null, isRehearsal: false);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal, isRehearsal: false);

    /// <param name="value">What would have been done.</param>
    /// <param name="isRehearsal">Whether it is to be undone.</param>
    public static Outcome<T> Of(T value, bool isRehearsal = false) => new(value, null, isRehearsal);

    /// <exception cref="RefusedException">It was refused.</exception>
    public T ValueOrThrow() => IsRefused ? throw new RefusedException(Refusal) : Value;
}

/// <summary>The value of an operation that has nothing to tell.</summary>
public readonly record struct Unit;
