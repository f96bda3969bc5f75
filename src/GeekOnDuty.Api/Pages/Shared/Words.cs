namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>What the pages and mails say, in English. All of it is here and in the other parts of this class, for whoever translates it.</summary>
internal static partial class Words
{
    public const string Product = "Geek on Duty";

    /// <summary>What a button does to which thing, where only the button is heard.</summary>
    public static string Named(string action, string typed) => ((Phrase)$"{Phrase.Of(action)}: {typed}").ToString();

    public static class Shell
    {
        public const string ToContent = "Skip to the content";
        public const string Navigation = "Site";
        public const string Help = "Help";
        public const string Board = "Board";
        public const string Manage = "Manage";
        public const string Me = "Me";
        public const string SignIn = "Sign in";
        public const string SignOut = "Sign out";
        public const string Archived = "This rota is archived: nobody is on duty, and nothing can be changed.";
        public const string NotSupport = "Community help by volunteers, not support: no guarantees and no SLA.";
    }

    public static class Fields
    {
        public const string Email = "E-mail address";
        public const string DisplayName = "Your name, as visitors see it";
        public const string Zone = "Your time zone";
        public const string Languages = "Languages";
        public const string Topics = "Topics";
        public const string ChooseZone = "Choose a time zone";

        public const string TimeZone = "Time zone";
        public const string ShowTimesIn = "Show times in";

        /// <summary>What no field of a form is made of.</summary>
        private const string Other = "The form";

        /// <summary>What a member of a body is called on a page, by its path.</summary>
        public static string NameOf(string member) =>
            member.Split('[')[0] switch
            {
                "displayName" => DisplayName,
                "zone" => TimeZone,
                "name" => Manage.RotaName,
                "slug" => Manage.Slug,
                "description" => Manage.Description,
                "notice" => Manage.Notice,
                "channels" => Manage.Channels,
                "links" => Manage.Links,
                "rules.claimOpensBefore" => Manage.ClaimOpensBefore,
                "rules.releaseClosesBefore" => Manage.ReleaseClosesBefore,
                "title" => Hours.Title,
                "startDate" => Hours.StartDate,
                "endDate" => Hours.EndDate,
                "startTime" => Hours.StartTime,
                "endTime" => Hours.EndTime,
                "recurrence" => Hours.Repeats,
                "seats.minimum" => Hours.SeatsMinimum,
                "seats.maximum" => Hours.SeatsMaximum,
                "topics" => Hours.Topics,
                "languages" => Hours.Languages,
                "organisationId" => Hours.Organisation,
                "exceptDates" => Hours.ExceptDates,
                "extraDates" => Hours.ExtraDates,
                "effectiveFrom" => Hours.EffectiveFrom,
                "reason" => ManageSlots.Reason,
                "volunteerId" => ManageSlots.Who,
                "role" => ManageMembers.Role,
                "visibility" => Manage.Visibility,
                "joining" => Manage.Joining,
                "contact" => Manage.Contact,
                "uses" => Invitations.Uses,
                "expiresAt" => Invitations.LastDay,
                "memberId" => ManageMembers.Person,
                "message" => Join.Message,
                "file" => ManageDocument.File,
                "interval" => Hours.Interval,
                _ => Other,
            };
    }

    public static class Home
    {
        public const string Title = "Rotas";
        public const string None = "There is no public rota yet.";
        public const string Api = "The API";
        public const string Archived = "Archived rotas";

        /// <summary>What has been done, by the word in the address; null for others.</summary>
        public static string? Done(string? what) =>
            what switch
            {
                "deleted" => "Your account is deleted, and you are signed out. Hours that you gave stay, without your name.",
                "rota-deleted" => "The rota is deleted. The hours that people served in it stay in their records.",
                _ => null,
            };
    }

    public static class SignIn
    {
        public const string Title = "Sign in";
        public const string NoAddress = "Write an e-mail address, such as ada@example.org.";
        public const string Why = "No password: we send you a link that signs this browser in.";
        public const string Send = "Send me a link";
        public const string SentTitle = "Look into your mail";
        public const string Sent = "If the address can be reached, a link is on its way to it. It opens once, within 15 minutes.";
        public const string SentHere = "This program sends no mail. What it would have sent is at";
        public const string NoMail = "This program cannot send mail. Ask its admin for a token, and sign in with that.";
        public const string WithToken = "Sign in with a token";
        public const string Token = "Token";
        public const string TokenHelp = "It begins with geek_. The first start prints one for the admin.";
        public const string ConfirmTitle = "Sign in on this browser?";
        public const string NewTitle = "Welcome";
        public const string New = "Nobody has signed in with this address yet. How shall we call you?";
        public const string AddressTitle = "Is this your address?";
        public const string AddressConfirm = "Yes, use it for signing in";
        public const string OverTitle = "This link does not open any more";
        public const string Over = "A link opens once, within 15 minutes of being sent. Ask for a new one.";
        public const string Again = "Send me a new link";

        public static string WithProvider(string provider) => $"Sign in with {provider}";

        public static string Denied(string provider) =>
            $"You did not allow {provider} to tell us your e-mail address, so nobody was signed in.";

        public static string Unverified(string provider) =>
            $"{provider} knows no e-mail address of yours that it has verified. Verify one there, or sign in another way.";

        public static string ProviderAway(string provider) =>
            $"{provider} does not answer. Try again later, or sign in another way.";

        public static string ProviderFailed(string provider) => $"Signing in with {provider} did not work. Begin once more here.";

        public static Phrase Confirm(string email) => $"You open this as {email}.";
    }

    public static class Mail
    {
        public const string Title = "Mails that were not sent";
        public const string Why =
            "No mail server is set (Mail__Host), so what would have been sent is kept here, for whoever sits at this machine.";
        public const string None = "Nothing yet.";
        public const string SignInSubject = "Your link to Geek on Duty";
        public const string SignInLead = "Open this link to sign in. It works once, within 15 minutes:";
        public const string AddressLead =
            "Open this link to confirm that this is your address. It works once, within 15 minutes:";
        public const string AddressChangedSubject = "Your address at Geek on Duty has changed";
        public const string AddressChanged =
            "From now on you sign in to Geek on Duty with another e-mail address, no more with this one.";
        public const string AddressChangedHelp = "If it was not you who changed it, tell an admin at once.";
        public const string Ignore = "If you did not ask for it, ignore this mail: nothing happens.";
    }
}
