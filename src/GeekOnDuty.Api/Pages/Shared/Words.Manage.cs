using System.Globalization;

namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    public static class Manage
    {
        public const string Tabs = "Parts of managing";
        public const string Rota = "Rota";
        public const string OfficeHours = "Office hours";
        public const string Slots = "Slots";
        public const string Members = "Members";
        public const string Document = "Document";
        public const string Audit = "Audit log";
        public const string Save = "Save";
        public const string Cancel = "Back without saving";

        public const string ChangedMeanwhile = "Somebody else has changed this meanwhile, so nothing was saved.";
        public const string OpenPresent = "Open it as it is now (what you typed here is lost)";

        public const string LinkRowsHelp = "A row that you leave empty is left out. Save to get more rows.";
        public const string LinksHelp =
            "The help page orders them by kind: community, chat or forum; documentation; issues; anything else; support for professional support.";
        public const string LinkKind = "Kind, such as irc or matrix";
        public const string LinkLabel = "What visitors read";
        public const string LinkUrl = "Address that opens it";

        public const string RotaName = "Name";
        public const string Slug = "Name in addresses";
        public const string Description = "What can be asked here";
        public const string RotaZone = "The rota's time zone";
        public const string Notice = "What this help is, and is not";
        public const string Channels = "Where to find whoever is on duty";
        public const string Links = "What to read";
        public const string ClaimOpensBefore = "How long before its start a slot can be taken";
        public const string ReleaseClosesBefore = "Until how long before its start a slot can be given back";
        public const string PeriodHelp = "As ISO 8601: P8W is eight weeks, P3D three days, PT12H twelve hours.";
        public const string Visibility = "Who finds it";
        public const string Public = "Everybody: it is listed";
        public const string Unlisted = "Whoever has its address";
        public const string HelpPage = "The page that visitors see";

        public const string Joining = "How people join";
        public const string Contact = "Whom to write to in order to join";
        public const string ContactHelp = "A mail address or a web address. Everybody sees it.";

        public const string Archive = "Archive this rota";
        public const string ArchiveHelp =
            "An archived rota is not listed, shows as closed everywhere, and cannot be changed. You can reopen it at any time; standing claims then take their hours again.";
        public const string ArchiveConfirm = "Archive the rota";
        public const string Reopen = "Reopen this rota";
        public const string ReopenHelp =
            "It can be changed again, its office hours take place, and standing claims take their hours again. Single hours that were given back when it was archived are open.";
        public const string ReopenConfirm = "Reopen the rota";
        public const string Delete = "Delete this rota";
        public const string DeleteHelp =
            "This cannot be undone. Its pages, feeds and addresses stop working, and no other rota can ever have its name in addresses. Members, invitations, standing claims and hours that have not begun end. The hours that people served stay in their records.";
        public const string DeleteExport = "First keep a copy:";
        public const string DeleteConfirm = "Delete the rota for ever";

        public static string DeleteMistyped(string slug) => $"Type {slug} if you mean to delete this rota. Nothing was deleted.";

        public static string DeleteType(string slug) => $"To confirm, type {slug}";

        /// <summary>What archiving or deleting takes from people now.</summary>
        public static string Releases(int claims, int holders) =>
            claims == 0
                ? "Nobody has taken hours to come."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"This gives back {claims} {(claims == 1 ? "hour" : "hours")} to come that {holders} {(holders == 1 ? "person has" : "people have")} taken."
                );

        public static readonly IReadOnlyList<(string Value, string Words)> JoiningChoices =
        [
            ("open", "Whoever is signed in may join"),
            ("approval", "Whoever is signed in may ask; a coordinator answers"),
            ("invitation", "By invitation only"),
        ];

        /// <summary>What was just done; null for a word that is none.</summary>
        public static string? Done(string? what) =>
            what switch
            {
                "saved" => "Saved.",
                "added" => "Added.",
                "ended" => "The office hours have ended. What is over stays.",
                "cancelled" => "The slot is cancelled.",
                "moved" => "The slot is moved.",
                "restored" => "The slot takes place as the rule says.",
                "taken" => "The seat is taken.",
                "released" => "The seat is free again.",
                "stopped" => "The standing claim is ended. What it held is free again.",
                "removed" => "Removed.",
                "imported" => "Imported.",
                "revoked" => "The invitation is revoked.",
                "declined" => "Declined.",
                "made" => "The rota is made. Next: invite volunteers.",
                "archived" => "The rota is archived.",
                "reopened" => "The rota is open again.",
                _ => null,
            };
    }

    public static class ManageMembers
    {
        public const string None = "Nobody yet.";
        public const string Role = "Role";
        public const string Volunteer = "Volunteer";
        public const string Coordinator = "Coordinator";
        public const string SaveRole = "Save role";
        public const string Remove = "Remove";
        public const string RemoveHelp = "What they hold and has not begun is released. What they did stays.";
        public const string RemoveConfirm = "Yes, remove";
        public const string LeaveOwn = "Leave this rota";
        public const string LeaveWhat =
            "Hours that you hold and that have not begun are released, and your standing claims and invitations end. Hours that you gave stay. Only another coordinator can let you in again as a coordinator.";
        public const string LeaveConfirm = "Yes, leave";
        public const string StepDownWhat =
            "You stay a volunteer and keep your hours, but you can no longer change this rota, and invitations that you made are revoked. Only another coordinator can make you a coordinator again.";
        public const string StepDownConfirm = "Yes, become a volunteer";
        public const string Stay = "No, stay as I am";
        public const string New = "Add a new person";
        public const string NewHelp =
            "For somebody who is not here yet. They can sign in once they have a token or an address of their own.";
        public const string Name = "Name, as visitors see it";
        public const string Zone = "Where they live";
        public const string Add = "Add";
        public const string Known = "Add somebody who is here already";
        public const string Person = "Person";
        public const string ChoosePerson = "Choose somebody";
        public const string More = "More members";
        public const string You = "you";
        public const string Token = "Make a token for a member";
        public const string TokenHelp =
            "It signs them in, and lets their programs do whatever they may do. You see it once; give it to nobody else.";

        public static Phrase Leave(string rota) => $"Leave {rota}?";

        public static Phrase StepDown(string rota) => $"Stop being a coordinator of {rota}?";

        public static Phrase RoleOf(string member) => $"Role of {member}";

        public static Phrase TokenOf(string token, string member) => $"{token}, for {member}";

        public static string NameOf(bool isCoordinator) => isCoordinator ? Coordinator : Volunteer;
    }

    public static class ManageDocument
    {
        public const string Lead =
            "The whole rota as one file: office hours, people, organisations and standing claims. Keep it under version control, edit it, load it again. It holds private contacts.";
        public const string Download = "Download it";
        public const string Upload = "Load a file";
        public const string UploadHelp =
            "First you see what it would change; nothing is changed before you say so. What the file does not name is left alone.";
        public const string File = "Rota document (JSON)";
        public const string Look = "Show what it would change";
        public const string NoFile = "Choose a file.";
        public const string Would = "What this file would change";
        public const string Nothing = "Nothing: everything is as the file has it.";
        public const string Apply = "Apply these changes";
        public const string Refused = "Dates that standing claims cannot take";

        public const string None = "none";
        public const string AsUsual = "at the usual time";
        public const string Public = "(public)";
        public const string Private = "(private)";

        public static string New(string list) =>
            list switch
            {
                "rota" => "new rota",
                "organisations" => "new organisation",
                "volunteers" => "new volunteer",
                "officeHours" => "new office hours",
                _ => "new standing claim",
            };

        public static string From(string date) => $"from {date} on";

        public static string Cancelled(string? reason) => reason is null ? "cancelled" : $"cancelled ({reason})";

        /// <summary>What a member of a rota document is called.</summary>
        public static string Field(string member) =>
            member switch
            {
                "displayName" or "name" => "name",
                "claimOpensBefore" or "rules.claimOpensBefore" => "claims open before the start",
                "rules.releaseClosesBefore" => "release closes before the start",
                "seats.minimum" => "minimum volunteers",
                "seats.maximum" => "maximum volunteers",
                "startDate" => "first date",
                "endDate" => "last date",
                "startTime" => "start time",
                "endTime" => "end time",
                "recurrence" => "repetition",
                "exceptDates" => "skipped dates",
                "extraDates" => "extra dates",
                "logoUrl" => "logo",
                "url" => "link",
                "revisions" => "terms",
                _ => member,
            };

        public static string Unchanged(int count) =>
            string.Create(CultureInfo.InvariantCulture, $"{count} entries stay as they are.");

        public static string Taken(int count) =>
            string.Create(CultureInfo.InvariantCulture, $"Standing claims take {count} seats.");
    }

    public static class SetUp
    {
        public const string First = "Set up your first rota";
        public const string Another = "Set up a rota";
        public const string Lead =
            "A rota is one programme of help hours. You become its coordinator, and can change all of this later, but for its name in addresses.";
        public const string TheRota = "The rota";
        public const string NameHelp = "Such as Kubernetes office hours.";
        public const string SlugHelp = "1 to 40 of a–z, 0–9 and hyphen. Empty: made of the name. It never changes.";
        public const string FirstHours = "Its first office hours";
        public const string Make = "Make the rota";
    }

    public static partial class Audit
    {
        public const string Kind = "What";
        public const string AnyKind = "Everything";
        public const string Actor = "By whom";
        public const string Anybody = "Anybody";
        public const string From = "From";
        public const string To = "Until";
        public const string Filter = "Show";
        public const string None = "Nothing was changed.";
        public const string Program = "the program";
        public const string More = "Earlier entries";
        public const string Only = "Only this one";
        public const string Before = "Before";
        public const string After = "After";
        public const string Detail = "Detail";
        public const string How = "Before and after";
        public const string All = "Everything again";

        public static Phrase ByToken(string name, string? token) =>
            token is null ? (Phrase)$"{name}, by a token" : $"{name}, by the token {token}";
    }
}
