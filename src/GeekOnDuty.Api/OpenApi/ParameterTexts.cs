namespace GeekOnDuty.Api.OpenApi;

/// <summary>What the parameters of operations mean: of one operation, or of all that have one of that name.</summary>
internal static class ParameterTexts
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["rota"] = "The slug of the rota.",
        ["id"] = "The id.",
        ["claimId"] = "The id of the claim.",
        ["volunteerId"] = "The id of the volunteer.",
        ["date"] = "The local date that names the slot.",
        ["at"] = "The instant to answer for; now when left out.",
        ["from"] = "Where to begin, included.",
        ["to"] = "Where to end, excluded.",
        ["EndStandingClaim.from"] = "The first local date that it no longer takes; today when left out.",
        ["ListClaims.from"] = "Where to begin, included; now when left out.",
        ["ListMyClaims.from"] = "Where to begin, included; now when left out.",
        ["ListClaims.to"] = "Where to end, excluded; never when left out.",
        ["ListMyClaims.to"] = "Where to end, excluded; never when left out.",
        ["ListClaims.volunteerId"] = "Only claims of this volunteer.",
        ["ListTokens.volunteerId"] = "Whose tokens; yours when left out, others for admins only.",
        ["ListAuditOfRota.from"] = "Where to begin, included; the beginning when left out.",
        ["ListAuditOfRota.to"] = "Where to end, excluded; never when left out.",
        ["ListAudit.from"] = "Where to begin, included; the beginning when left out.",
        ["ListAudit.to"] = "Where to end, excluded; never when left out.",
        ["kind"] = "Only changes of this sort of thing.",
        ["actorId"] = "Only what this volunteer changed.",
        ["subjectId"] = "Only what was changed of this one.",
        ["state"] = "Only slots in this state.",
        ["limit"] = "How many items a page has at most.",
        ["cursor"] = "`nextCursor` of the page before.",
        ["zone"] = "On whose clock times are written out, an IANA id; that of the rota when left out.",
        ["dryRun"] = "Only report what would change.",
    };

    public static string? Of(string operationId, string name) =>
        Texts.GetValueOrDefault($"{operationId}.{name}") ?? Texts.GetValueOrDefault(name);
}
