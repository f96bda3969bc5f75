using Microsoft.OpenApi;

namespace GeekOnDuty.Api.OpenApi;

/// <summary>The chapters of the document.</summary>
internal static class Tags
{
    private const string OnDuty = "On duty";
    private const string Rotas = "Rotas";
    private const string Claims = "Claims";
    private const string People = "People";
    private const string Audit = "Audit";
    private const string Health = "Health";

    public static HashSet<OpenApiTag> All() =>
        [
            new() { Name = OnDuty, Description = "Who helps now, who is next, and the timeline; public." },
            new() { Name = Rotas, Description = "Programmes of help hours, and the rules of their office hours." },
            new() { Name = Claims, Description = "Taking and releasing seats, once or standing." },
            new()
            {
                Name = People,
                Description = "Volunteers, organisations, tokens, sessions, the members of rotas, and how one becomes one.",
            },
            new() { Name = Audit, Description = "Who changed what, and when." },
            new() { Name = Health, Description = "For whoever runs the server." },
        ];

    /// <summary>By the last word of the path that is not a parameter.</summary>
    public static string Of(string path) =>
        path.StartsWith("healthz", StringComparison.Ordinal) || path == "metrics"
            ? Health
            : path.Split('/').Last(part => !part.StartsWith('{')) switch
            {
                "slots" when path.EndsWith("{date}", StringComparison.Ordinal) => Rotas,
                "on-duty" or "stream" or "schedule" or "slots" or "occurrences" or "calendar.ics" => OnDuty,
                "claims" or "standing-claims" => Claims,
                "volunteers" or "organisations" or "members" or "tokens" or "sessions" or "me" or "export" or "calendar" =>
                    People,
                "invitations" or "join" or "join-requests" => People,
                "audit" => Audit,
                _ => Rotas,
            };
}
