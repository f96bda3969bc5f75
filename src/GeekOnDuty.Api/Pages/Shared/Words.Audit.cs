using System.Text.Json.Nodes;
using GeekOnDuty.Core.Audit;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    public static partial class Audit
    {
        private const string Themselves = "themselves";
        private const string Nobody = "somebody";

        /// <summary>What an entry tells in one sentence: who did what, to whom. Its arguments are what people typed, and dates.</summary>
        /// <param name="entry">With names.</param>
        /// <param name="titles">What office hours are called, by id.</param>
        public static FormattableString Headline(AuditEntry entry, IReadOnlyDictionary<Guid, string> titles)
        {
            var who = entry.Actor.Kind == ActorKind.Program ? "The program" : entry.Actor.Name ?? Nobody;
            return entry.Kind switch
            {
                ChangeKind.Claim => OfClaim(entry, who, titles),
                ChangeKind.StandingClaim => OfStandingClaim(entry, who, titles),
                ChangeKind.OfficeHours => OfHours(entry, who, titles),
                ChangeKind.Member => OfMember(entry, who),
                ChangeKind.Invitation => OfInvitation(entry, who),
                ChangeKind.JoinRequest => OfRequest(entry, who),
                ChangeKind.Rota when entry.What == "created" => $"{who} created the rota",
                ChangeKind.Rota when entry.What == "changed" => $"{who} changed the settings of the rota",
                ChangeKind.Rota when entry.What == "archived" => $"{who} archived the rota",
                ChangeKind.Rota when entry.What == "reopened" => $"{who} reopened the rota",
                _ => Otherwise(entry, who),
            };
        }

        private static FormattableString OfClaim(AuditEntry entry, string who, IReadOnlyDictionary<Guid, string> titles)
        {
            var claim = entry.After ?? entry.Before;
            var (whom, isOwn) = HolderOf(claim, entry.Actor);
            var (title, date) = (TitleOf(claim, titles), DateOf(claim));
            return entry.What switch
            {
                "taken" when Text(claim, "origin") == "standing" => $"A standing claim of {whom} took {title}, {date}",
                "taken" when isOwn => $"{who} took {title}, {date}",
                "taken" => $"{who} assigned {whom} to {title}, {date}",
                "released" when isOwn => $"{who} released {title}, {date}",
                "released" => $"{who} removed {whom} from {title}, {date}",
                "moved" => $"{who} moved the hours of {whom}: {title}, {date}",
                _ => Otherwise(entry, who),
            };
        }

        private static FormattableString OfStandingClaim(AuditEntry entry, string who, IReadOnlyDictionary<Guid, string> titles)
        {
            var standing = entry.After ?? entry.Before;
            var (whom, isOwn) = HolderOf(standing, entry.Actor);
            var (title, pattern) = (TitleOf(standing, titles), PatternOf(standing));
            return entry.What switch
            {
                "created" when isOwn => $"{who} made a standing claim on {title}: {pattern}",
                "created" => $"{who} made a standing claim on {title} for {whom}: {pattern}",
                "ended" when isOwn => $"{who} ended their standing claim on {title}: {pattern}",
                "ended" => $"{who} ended the standing claim of {whom} on {title}: {pattern}",
                "changed" => $"{who} changed the standing claim of {whom} on {title}: {pattern}",
                _ => Otherwise(entry, who),
            };
        }

        /// <summary>As in `every Tuesday`.</summary>
        private static string PatternOf(JsonObject? standing)
        {
            var weekdays = (standing?["weekdays"] as JsonArray)?.Select(day => day!.ToString()).ToList();
            var pattern = Standing.Pattern(
                weekdays,
                standing?["everyWeeks"]?.GetValue<int>() ?? 1,
                standing?["every"]?.GetValue<int>()
            );
            return char.ToLowerInvariant(pattern[0]) + pattern[1..];
        }

        private static FormattableString OfHours(AuditEntry entry, string who, IReadOnlyDictionary<Guid, string> titles)
        {
            var title =
                Text(entry.After, "title") ?? Text(entry.Before, "title") ?? titles.GetValueOrDefault(entry.SubjectId) ?? "";
            var date = DateOf(entry.After ?? entry.Before);
            return entry.What switch
            {
                "created" => $"{who} created the office hours {title}",
                "changed" => $"{who} changed the office hours {title}",
                "ended" => $"{who} ended the office hours {title}",
                "slot-changed" when entry.After?["cancelled"]?.GetValue<bool>() == true => $"{who} cancelled {title}, {date}",
                "slot-changed" when Text(entry.After, "startTime") is not null => $"{who} moved {title}, {date}",
                "slot-changed" => $"{who} restored the regular time of {title}, {date}",
                _ => Otherwise(entry, who),
            };
        }

        private static FormattableString OfMember(AuditEntry entry, string who)
        {
            var isOwn = entry.Actor.Id == entry.SubjectId;
            var whom = isOwn ? Themselves : entry.SubjectName ?? Nobody;
            var role = Text(entry.After, "role") ?? "";
            return entry.What switch
            {
                "set" when isOwn && entry.Before is null => $"{who} joined as a {role}",
                "set" => $"{who} made {whom} a {role}",
                "removed" when isOwn => $"{who} left the rota",
                "removed" => $"{who} removed {whom} from the rota",
                _ => Otherwise(entry, who),
            };
        }

        private static FormattableString OfInvitation(AuditEntry entry, string who)
        {
            var role = Text(entry.After ?? entry.Before, "role") ?? "";
            return entry.What switch
            {
                "created" => $"{who} made an invitation for a {role}",
                "used" => $"{who} accepted an invitation for a {role}",
                "revoked" => $"{who} revoked an invitation for a {role}",
                _ => Otherwise(entry, who),
            };
        }

        private static FormattableString OfRequest(AuditEntry entry, string who)
        {
            var whom = entry.SubjectName ?? Nobody;
            return entry.What switch
            {
                "asked" => $"{who} asked to join",
                "approved" => $"{who} accepted the request of {whom} to join",
                "declined" => $"{who} declined the request of {whom} to join",
                "withdrawn" => $"{who} withdrew their request to join",
                _ => Otherwise(entry, who),
            };
        }

        private static FormattableString Otherwise(AuditEntry entry, string who) =>
            entry.SubjectName is { } subject
                ? (FormattableString)$"{who}: {Json.NameOf(entry.Kind)} {entry.What}, {subject}"
                : $"{who}: {Json.NameOf(entry.Kind)} {entry.What}";

        private static (string Name, bool IsActor) HolderOf(JsonObject? thing, AuditActor actor)
        {
            var holder = thing?["holder"] as JsonObject;
            var isActor = actor.Id is { } id && holder?["id"]?.GetValue<Guid>() == id;
            return (Text(holder, "name") ?? Nobody, isActor);
        }

        private static string TitleOf(JsonObject? thing, IReadOnlyDictionary<Guid, string> titles) =>
            Guid.TryParse(Text(thing, "officeHoursId"), out var id) ? titles.GetValueOrDefault(id, "") : "";

        private static string DateOf(JsonObject? thing) =>
            Formats.TryDate(Text(thing, "date") ?? "", out var date, out _) ? Spoken.Date(date) : "";

        private static string? Text(JsonObject? thing, string member) => thing?[member]?.ToString();
    }
}
