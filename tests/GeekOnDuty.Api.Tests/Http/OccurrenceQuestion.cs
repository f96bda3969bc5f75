namespace GeekOnDuty.Api.Tests.Http;

/// <summary>What anybody may ask without a rota, and so the body that most tests of bodies break.</summary>
internal static class OccurrenceQuestion
{
    public const string Occurrences = "/v1/occurrences";
    public const string Question =
        """{"zone":"UTC","startDate":"2026-03-02","startTime":"09:00","endTime":"10:00","to":"2026-03-04T00:00:00Z"}""";
}
