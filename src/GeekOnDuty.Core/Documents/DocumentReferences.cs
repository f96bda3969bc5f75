using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.Documents;

/// <summary>Finds every reference of a document that leads nowhere, and every key that stands twice.</summary>
public static class DocumentReferences
{
    public static void Check(RotaDocument document, ValidationErrors errors)
    {
        var organisations = Keys("organisations", "slug", document.Organisations, each => each.Slug, errors);
        var volunteers = Keys("volunteers", "key", document.Volunteers, each => each.Key, errors);
        var officeHours = Keys("officeHours", "key", document.OfficeHours, each => each.Key, errors);
        _ = Keys("standingClaims", "key", document.StandingClaims, each => each.Key, errors);

        for (var i = 0; i < document.Volunteers.Count; i++)
        {
            Refer($"volunteers[{i}].organisation", document.Volunteers[i].Organisation, organisations, "organisations", errors);
        }

        for (var i = 0; i < document.OfficeHours.Count; i++)
        {
            var (revisions, exceptions) = (document.OfficeHours[i].Revisions, document.OfficeHours[i].Exceptions);
            _ = Keys(
                $"officeHours[{i}].revisions",
                "effectiveFrom",
                revisions,
                each => Formats.Dates.Format(each.EffectiveFrom),
                errors
            );
            _ = Keys($"officeHours[{i}].exceptions", "date", exceptions, each => Formats.Dates.Format(each.Date), errors);
            for (var j = 0; j < revisions.Count; j++)
            {
                Refer(
                    $"officeHours[{i}].revisions[{j}].organisation",
                    revisions[j].Organisation,
                    organisations,
                    "organisations",
                    errors
                );
            }
        }

        for (var i = 0; i < document.StandingClaims.Count; i++)
        {
            var each = document.StandingClaims[i];
            Refer($"standingClaims[{i}].officeHours", each.OfficeHours, officeHours, "officeHours", errors);
            Refer($"standingClaims[{i}].volunteer", each.Volunteer, volunteers, "volunteers", errors);
            Refer($"standingClaims[{i}].organisation", each.Organisation, organisations, "organisations", errors);
        }
    }

    private static HashSet<string> Keys<T>(
        string list,
        string name,
        IReadOnlyList<T> entries,
        Func<T, string> keyOf,
        ValidationErrors errors
    )
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            if (!keys.Add(keyOf(entries[i])))
            {
                errors.Add($"{list}[{i}].{name}", $"{TextRules.Quote(keyOf(entries[i]))} stands twice in this list.");
            }
        }

        return keys;
    }

    private static void Refer(string path, string? key, HashSet<string> keys, string list, ValidationErrors errors)
    {
        if (key is not null && !keys.Contains(key))
        {
            var closest = TextRules.Closest(key, keys);
            errors.Add(
                path,
                $"{TextRules.Quote(key)} is not in {list}.{(closest.Count > 0 ? $" Did you mean {closest[0]}?" : "")}"
            );
        }
    }
}
