namespace GeekOnDuty.Api.Tests.Documents;

/// <summary>Ada on every slot of daily hours 09:00–12:00 UTC, one seat; keys are unique, so that tests share a database.</summary>
internal static class SmallDocument
{
    public static (string Rota, string Document) New()
    {
        var rota = $"doc-{Guid.NewGuid():N}"[..20];
        return (
            rota,
            $$"""
            {
              "rota": { "slug": "{{rota}}", "name": "Small", "zone": "UTC" },
              "organisations": [{ "slug": "{{rota}}-o", "name": "Org" }],
              "volunteers": [{ "key": "{{rota}}-ada", "role": "volunteer", "displayName": "Ada", "zone": "UTC" }],
              "officeHours": [{
                "key": "morning",
                "revisions": [{
                  "title": "Morning", "zone": "UTC", "startDate": "2026-03-01", "startTime": "09:00", "endTime": "12:00", "recurrence": "FREQ=DAILY"
                }]
              }],
              "standingClaims": [{ "key": "ada", "officeHours": "morning", "volunteer": "{{rota}}-ada", "from": "2026-03-01" }]
            }
            """
        );
    }
}
