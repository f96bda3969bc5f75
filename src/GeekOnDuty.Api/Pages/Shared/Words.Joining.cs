namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
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

        public static Phrase As(string role, string until, int used, int uses, string by) =>
            $"{Phrase.Of(role)}, until {Phrase.Of(until)}, used {used} of {uses}, by {by}";
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
        public const string WriteTo = "Would you like to help? Write to";
        public const string Questions = "Questions? Write to";
        public const string Short = "Join";
        public const string ToOpen = "Everybody who signs in can join and take an hour.";
        public const string ToApproval = "To take an hour, ask to join first. The coordinators answer.";
        public const string ToInvitation = "Hours are taken by volunteers whom the coordinators have invited.";
        public const string IsArchived = "This rota is archived, so nobody can join it.";
        public const string AlreadyIn = "Already a member?";
        public const string NotValid =
            "This invitation does not let anybody in: it is expired, used up or revoked, or was never made. Ask for a new one.";

        public static Phrase Title(string rota) => $"Join {rota}";

        public static string Invited(bool asCoordinator) =>
            asCoordinator ? "You are invited to coordinate this rota." : "You are invited to volunteer here.";
    }
}
