namespace GeekOnDuty.Core.Operations;

/// <summary>
/// Ends an operation with a refusal from a look-up or a check deep inside of it. <see cref="OperationRunner"/> turns it
/// into an outcome; outside of an operation it becomes a problem document.
/// </summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Detail)
{
    public Refusal Refusal { get; } = refusal;

    public static RefusedException Of(RefusalKind kind, string detail) => new(new Refusal(kind, detail));
}
