namespace GeekOnDuty.Scheduling;

/// <summary>A text is not a recurrence. The message names the part, its value and what is allowed there.</summary>
public sealed class RecurrenceFormatException : FormatException
{
    public RecurrenceFormatException() { }

    public RecurrenceFormatException(string message)
        : base(message) { }

    public RecurrenceFormatException(string message, Exception innerException)
        : base(message, innerException) { }
}
