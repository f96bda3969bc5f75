namespace GeekOnDuty.Api.Postgres;

/// <summary>The database is needed and has not been there yet.</summary>
internal sealed class DatabaseAwayException() : Exception("it has not been there yet");
