namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    public static partial class Me
    {
        public const string Title = "You";
        public const string Contents = "On this page";
        public const string Hours = "Your next hours";
        public const string NoHours = "You hold no hours to come.";
        public const string MoreHours = "There are more: the boards show them all.";
        public const string Rotas = "All rotas";
        public const string Profile = "Profile";
        public const string Save = "Save";
        public const string Separated = "Separated by commas.";
        public const string LanguagesHelp = "Names in English or tags, with commas between them: German, nl, pt-BR.";
        public const string ZoneOffer = "This browser is in";
        public const string ZoneTake = "Use that";
        public const string Contacts = "Contacts";
        public const string ContactsHelp =
            "Public ones are shown to visitors while you are on duty, the others only to coordinators of your rotas. Empty a row to remove it.";
        public const string Kind = "Kind";
        public const string KindHelp = "irc, matrix, email …";
        public const string Value = "Name, number or address";
        public const string Url = "URL that opens it";
        public const string Public = "Public";
        public const string Organisation = "Organisation";
        public const string NoOrganisation = "None";
        public const string Address = "E-mail address";
        public const string NoAddress = "You have no e-mail address here. With one you can sign in by a link.";
        public const string NoMail = "This program cannot send mail, so an address cannot be changed now.";
        public const string NewAddress = "New e-mail address";
        public const string SendLink = "Send a link to it";
        public const string NewAddressHelp = "It becomes yours when you open the link, in this browser.";
        public const string Sessions = "Signed-in browsers";
        public const string Present = "This browser";
        public const string End = "Sign out";
        public const string EndOthers = "Sign out all others";
        public const string Device = "Browser";
        public const string Unknown = "Unknown";
        public const string Since = "Signed in";
        public const string LastUsed = "Last used";
        public const string Tokens = "Tokens";
        public const string TokensWhy = "For programs that act for you: each does whatever you may do.";
        public const string NoTokens = "You have none.";
        public const string Name = "Name";
        public const string TokenName = "What it is for";
        public const string Expires = "Expires";
        public const string Never = "Never";
        public const string Created = "Made";
        public const string Revoke = "Revoke";
        public const string Make = "Make a token";
        public const string NewTokenTitle = "The new token";
        public const string NewToken = "Copy it now. It is shown this once, and kept nowhere.";
        public const string Back = "Done";
        public const string Data = "Your data";
        public const string Export = "Download all that is kept about you";
        public const string EraseTitle = "Erase yourself";
        public const string EraseWhy =
            "Your name, contacts, addresses, memberships, tokens and sessions go, hours that are not over are released. The hours that you gave stay, without your name. There is no way back.";
        public const string Erase = "Erase me for ever";
        public const string EraseMismatch = "That is not your name as it stands here. Nothing was erased.";

        public static string Contact(int number) => $"Contact {number}";

        public static Phrase SignedInAs(string name) => $"You are signed in as {name}.";

        public static Phrase AddressIs(string email) => $"You sign in with {email}.";

        public static string Days(int days) => days == 365 ? "In a year" : $"In {days} days";

        public static Phrase EraseConfirm(string name) => $"Type {name} to confirm";

        /// <summary>What has been done, by the word in the address; null for others.</summary>
        public static string? Done(string? what) =>
            what switch
            {
                "profile" => "Your profile is saved.",
                "address-sent" => "A link is on its way to the new address. It opens once, within 15 minutes.",
                "session" => "That browser is signed out.",
                "others" => "All other browsers are signed out.",
                "stopped" => "The standing claim is stopped, and what it held and could be released is free again.",
                "token" => "The token is revoked.",
                "stepped-down" => "You are no longer a coordinator of that rota.",
                "left" => "You have left the rota.",
                "calendar" => "Your calendar has no address any more.",
                _ => null,
            };
    }
}
