namespace GeekOnDuty.Core.Storage;

/// <summary>The database is needed and has not been there yet.</summary>
public sealed class DatabaseAwayException() : Exception("it has not been there yet");
