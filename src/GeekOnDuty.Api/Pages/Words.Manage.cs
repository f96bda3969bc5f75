using System.Globalization;
using GeekOnDuty.Api.Pages.Manage;
using NodaTime;

namespace GeekOnDuty.Api.Pages;

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
                "removed" => "Removed.",
                "imported" => "Imported.",
                "revoked" => "The invitation is revoked.",
                "declined" => "Declined.",
                "made" => "The rota is made. Next: invite volunteers.",
                _ => null,
            };
    }

    public static class Hours
    {
        public const string New = "New office hours";
        public const string None = "There are no office hours yet.";
        public const string Title = "Title";
        public const string TitleHelp = "What visitors read, such as European morning.";
        public const string Zone = "Time zone of these dates and times";
        public const string StartDate = "First date";
        public const string StartDateHelp = "Intervals are counted from it.";
        public const string EndDate = "Last date, if there is one";
        public const string StartTime = "From";
        public const string EndTime = "Until";
        public const string EndTimeHelp = "At or before the start: on the next day.";
        public const string Repeats = "How they repeat";
        public const string Once = "Once, on the first date";
        public const string Weekly = "On weekdays";
        public const string Days = "Weekdays";
        public const string DaysHelp = "None: the weekday of the first date.";
        public const string Interval = "Every so many weeks";
        public const string Rule = "By a rule";
        public const string Recurrence = "Rule (RFC 5545 RRULE)";
        public const string RecurrenceHelp =
            "Such as FREQ=MONTHLY;BYDAY=1TU for each first Tuesday of a month. Counts only with “By a rule”.";
        public const string SeatsMinimum = "How many people it wants";
        public const string SeatsMaximum = "How many people it has room for";
        public const string Topics = "Topics";
        public const string Languages = "Languages";
        public const string CommasHelp = "With commas between them.";
        public const string LanguagesHelp = "Language tags such as en, de, pt-BR, with commas between them.";
        public const string Organisation = "Organisation behind them";
        public const string NoOrganisation = "None";
        public const string Channels = "Where to find whoever is on duty then, beside the rota's channels";
        public const string ExceptDates = "Dates on which they are not";
        public const string ExtraDates = "Further dates";
        public const string DatesHelp = "As 2026-03-29, with commas between them.";
        public const string EffectiveFrom = "The change holds from";
        public const string EffectiveFromHelp =
            "Empty: today. What lies before it never changes, nor does a slot that has begun.";
        public const string More = "Dates, seats, topics and more";
        public const string Preview = "Preview";
        public const string End = "End these office hours";
        public const string EndHelp = "No slots from today on, except one that has begun. Seats that are taken are released.";
        public const string EndConfirm = "Yes, end them";

        public const string NoNext = "No slot within 400 days.";

        public static string Next(string slot) => $"Next: {slot}";

        /// <summary>As in `09:00–12:00, Monday, Tuesday, Europe/Amsterdam`.</summary>
        public static string When(string start, string end, HoursForm form, string? recurrence, string zone)
        {
            var days = form.Days.Count > 0 ? string.Join(", ", form.Days.Select(Day)) : "weekly";
            var repeats = form.Repeats switch
            {
                HoursForm.Once => form.StartDate,
                HoursForm.Weekly when form.Interval == "1" => days,
                HoursForm.Weekly => $"{days}, every {form.Interval} weeks",
                _ => recurrence,
            };
            return $"{start}–{end}, {repeats}, {zone}";
        }

        public static string Day(string day) =>
            day switch
            {
                "MO" => "Monday",
                "TU" => "Tuesday",
                "WE" => "Wednesday",
                "TH" => "Thursday",
                "FR" => "Friday",
                "SA" => "Saturday",
                _ => "Sunday",
            };
    }

    public static class Preview
    {
        public const string Title = "Preview";
        public const string Next = "The next times";
        public const string Yours = "On your clock";
        public const string Utc = "UTC";
        public const string ClockChanges = "The next changes of the clock there";
        public const string NoClockChanges = "No change of the clock is known to come in this time zone.";
        public const string Faulty = "There is nothing to see yet:";
        public const string NoOccurrence = "These office hours never take place: the rule has no date.";
        public const string AllOver = "All of these dates are over.";
        public const string NotConcerned = "These office hours are not on around it.";

        public static string There(string zone) => $"In {zone}";

        public static string Lasts(Duration elapsed, Duration clock) =>
            $"lasts {Spoken.Length(elapsed)} instead of {Spoken.Length(clock)}";

        public static string FallsIntoGap(string date) => $"{date}: does not take place, as the clock skips it.";

        public static string Moves(string before, string after) => $"{before} before it, {after} after it.";

        public static string ClockMoves(string date, string from, string to, string before, string after) =>
            $"{date}: at {from} the clock goes to {to} ({before} to {after}).";

        public static string NobodyAwake(int count, int of) =>
            count == of
                ? "No member lives where these hours lie between 07:00 and 22:00."
                : $"No member lives where {count} of the next {of} times lie between 07:00 and 22:00.";

        public static string Dropped(IEnumerable<string> dates) =>
            $"Within a year a change of the clock swallows {string.Join(", ", dates)}.";

        public static string Shortened(IEnumerable<string> dates) =>
            $"Within a year a change of the clock shortens {string.Join(", ", dates)}.";

        public static string Overlaps(string title, int count, int of) =>
            $"{count} of the next {of} times overlap with “{title}”. That is allowed.";
    }

    public static class ManageSlots
    {
        public const string Earlier = "Week before";
        public const string Later = "Week after";
        public const string None = "There are no slots in this week.";
        public const string Change = "Change";
        public const string Cancelled = "cancelled";
        public const string Moved = "moved";
        public const string Over = "This slot is over. The past does not change.";
        public const string Nobody = "Nobody yet";
        public const string TakeOut = "Take out";
        public const string PutIn = "Put somebody in";
        public const string Who = "Who";
        public const string Choose = "Choose a member or an organisation";
        public const string MembersGroup = "Members";
        public const string OrganisationsGroup = "Organisations";
        public const string CancelIt = "Cancel this slot";
        public const string CancelHelp = "Whoever holds a seat is released. Visitors see the reason.";
        public const string Reason = "Reason";
        public const string MoveIt = "Move this slot";
        public const string RestoreIt = "Let it take place as the rule says";
        public const string RestoreHelp = "Claims that were released stay released.";
        public const string Back = "All slots of the week";

        public static string WeekOf(string monday) => $"Week of {monday}";

        public static string Seats(int taken, int minimum, int maximum) =>
            minimum == maximum
                ? string.Create(CultureInfo.InvariantCulture, $"{taken} of {maximum} seats taken")
                : string.Create(CultureInfo.InvariantCulture, $"{taken} of {maximum} seats taken, {minimum} wanted");

        public static string MoveHelp(string zone) =>
            $"On {zone} clocks; its date stays its name. Whoever holds a seat moves with it.";
    }

    public static class ManageMembers
    {
        public const string None = "Nobody yet.";
        public const string Role = "Role";
        public const string RoleOf = "Role of";
        public const string Volunteer = "Volunteer";
        public const string Coordinator = "Coordinator";
        public const string SaveRole = "Save role";
        public const string Remove = "Remove";
        public const string RemoveHelp = "What they hold and has not begun is released. What they did stays.";
        public const string RemoveConfirm = "Yes, remove";
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

        public static string TokenOf(string token, string member) => $"{token}, for {member}";

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

        public static string Change(string list, string key, string change) => $"{list} {key}: {change}";

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

    public static class Invitations
    {
        public const string Title = "Invitations";
        public const string Requests = "Who would like to join";
        public const string Approve = "Let them in";
        public const string Decline = "Decline";
        public const string None = "No invitation is open.";
        public const string New = "New invitation";
        public const string NewHelp =
            "You get a link and its QR code, once. Whoever opens it can join, until it is used up, expires or is revoked.";
        public const string Uses = "How many people it lets in";
        public const string LastDay = "Last day on which it lets them in";
        public const string LastDayHelp = "At most a year ahead. Empty: 14 days from now.";
        public const string Make = "Make an invitation";
        public const string Revoke = "Revoke";
        public const string ShowOnce = "This link is shown this once. Give it to whom you invite.";
        public const string Link = "Link";
        public const string Done = "Back to the members";

        public static string As(string role, string until, int used, int uses, string by) =>
            string.Create(CultureInfo.InvariantCulture, $"{role}, until {until}, used {used} of {uses}, by {by}");
    }

    public static class Join
    {
        public const string SignInFirst = "Sign in first; you come back to this page.";
        public const string IsMember = "You are a member of this rota.";
        public const string ToBoard = "To the board";
        public const string Open = "Whoever is signed in may join.";
        public const string Approval = "The coordinators decide who joins. Tell them who you are and how you can help.";
        public const string Message = "Message to the coordinators";
        public const string Ask = "Ask to join";
        public const string Asked = "You have asked to join. A coordinator will answer.";
        public const string ByInvitation = "This rota goes by invitation. Ask one of its coordinators for a link.";
        public const string NotValid =
            "This invitation does not let anybody in: it is expired, used up or revoked, or was never made. Ask for a new one.";

        public static string Title(string rota) => $"Join {rota}";

        public static string Invited(bool asCoordinator) =>
            asCoordinator ? "You are invited to coordinate this rota." : "You are invited to volunteer here.";
    }

    public static class Audit
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

        public static string ByToken(string name, string? token) =>
            token is null ? $"{name}, by a token" : $"{name}, by the token {token}";
    }
}
