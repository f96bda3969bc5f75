namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    /// <summary>A problem as people read it: no header, no member of a body, no address of the API.</summary>
    /// <param name="Title">What is wrong.</param>
    /// <param name="Detail">Why; null where the problem's own detail is in words for people.</param>
    /// <param name="Next">How it goes on.</param>
    public sealed record Refused(string Title, string? Detail, string Next);

    public static class Refusals
    {
        public const string ThereIsAProblem = "There is a problem.";
        public const string NotReadable = "Part of this address cannot be read.";
        public const string CheckAddress = "Check the address, or start from the list of rotas.";
        public const string TryAgain = "Try again";
        public const string GoBack = "Use your browser to go back to the form.";

        public static string Title(string page) => $"Error: {page}";

        /// <summary>What those who run the server need to find it in their log.</summary>
        public static string Reference(string trace) => $"Reference: {trace}";

        /// <returns>Null for a problem without words of its own here.</returns>
        public static Refused? Of(string slug) =>
            slug switch
            {
                "invalid" => new(ThereIsAProblem, null, "Correct it and send the form again."),
                "malformed-json" => new(
                    "The file cannot be read.",
                    null,
                    "Correct the file, or download the rota again and start from that."
                ),
                "bad-request" => new(
                    "That cannot be understood.",
                    "What the browser sent is not complete, or is damaged. Nothing was changed.",
                    "Load the page again and try once more."
                ),
                "unauthenticated" => new(
                    "You are not signed in.",
                    "This page is for people who are signed in.",
                    "Sign in and try again."
                ),
                "forbidden" => new(
                    "You may not do this.",
                    null,
                    "Ask a coordinator of the rota to do it for you, or sign in as somebody else."
                ),
                "cross-site" => new(
                    "The request came from another site.",
                    "Another site tried to change something here in your name. Nothing was changed.",
                    "If you meant to do it, open the page here and do it there."
                ),
                "form-expired" => new(
                    "The form is too old.",
                    "You have signed in or out since the form was opened, or your browser keeps no cookies. Nothing was changed.",
                    "Go back, load the page again and send the form once more."
                ),
                "invitation-needed" => new(
                    "This rota goes by invitation.",
                    "Its coordinators choose whom they ask to join.",
                    "Ask one of them for a link."
                ),
                "not-found" => new("There is no such page.", null, CheckAddress),
                "method-not-allowed" => new(
                    "This address is not a page.",
                    "It only takes what a form sends.",
                    "Start from the list of rotas."
                ),
                "not-acceptable" => new(
                    "This cannot be shown.",
                    "It does not exist in a form that your browser takes.",
                    CheckAddress
                ),
                "already-claimed" => new(
                    "There is a seat already.",
                    "The person or organisation already has a seat in this slot.",
                    "Nothing needs doing."
                ),
                "double-booked" => new(
                    "Already on duty at that time.",
                    "The person is on duty elsewhere at that time.",
                    "Release those hours first, or choose others."
                ),
                "nothing-to-claim" => new(
                    "None of these hours can be yours.",
                    "Every date that can be taken now is full, overlaps other hours of yours, or is yours already. Nothing was saved.",
                    "Choose another slot or another weekday."
                ),
                "slot-full" => new("All seats are taken.", "Somebody was faster.", "Choose another slot."),
                "slot-not-open" => new(
                    "This slot cannot be taken.",
                    "It is cancelled, over, or cannot be taken yet.",
                    "Choose another slot."
                ),
                "slot-over" => new(
                    "The past does not change.",
                    "The slot is over, or would be over after the change.",
                    "Change slots that are running or to come."
                ),
                "too-late-to-release" => new(
                    "It is too late to release this.",
                    "The rota lets people give hours back only until some time before they start.",
                    "Ask a coordinator: they may always do it."
                ),
                "rota-archived" => new(
                    "This rota is archived.",
                    "Nothing of it can be changed until it is open again.",
                    "A coordinator of the rota can reopen it on its page."
                ),
                "slug-taken" => new(
                    "That name in addresses is taken.",
                    "Another rota or organisation has it, or had it once.",
                    "Write another one."
                ),
                "organisation-in-use" => new(
                    "The organisation is still in use.",
                    "People or office hours refer to it, or did so once.",
                    "Take it off those that name it."
                ),
                "last-admin" => new(
                    "Somebody must be admin.",
                    "This is the only admin. Without one nobody could make rotas any more.",
                    "Make somebody else an admin first."
                ),
                "last-coordinator" => new(
                    "A rota needs a coordinator.",
                    null,
                    "Make another member a coordinator, then try again."
                ),
                "invitation-not-valid" => new(
                    "This invitation does not let you in.",
                    "It is expired, used up or revoked, or was never made.",
                    "Ask a coordinator of the rota for a new one."
                ),
                "conflict" => new(
                    "Somebody else changed the same thing at the same moment.",
                    "Nothing of what you sent was changed.",
                    "Send it again."
                ),
                "precondition-failed" => new(
                    "Somebody else has changed this meanwhile.",
                    "Nothing of what you sent was saved.",
                    "Load the page again and make your change to what you find there."
                ),
                "too-large" => new(
                    "That is too much.",
                    "What you sent is larger than this takes. Nothing was changed.",
                    "Send less of it."
                ),
                "unsupported-media-type" => new(
                    "That cannot be understood.",
                    "This address takes what a form of this site sends. Nothing was changed.",
                    "Open the page with the form and send it from there."
                ),
                "idempotency-key-reused" => new(
                    "This was sent before.",
                    "It was sent before with other content.",
                    "Send it again."
                ),
                "too-many-requests" => new(
                    "That was too often.",
                    "You have done this too often in a short time. Nothing was changed.",
                    "Wait a minute, then try again."
                ),
                "internal" => new(
                    "Something went wrong on our side.",
                    "This is a fault of the program. Nothing that you sent was kept.",
                    "Try again. If it stays, tell the people who run this server, with the reference below."
                ),
                "format-not-implemented" => new("There is no such format.", "This does not exist in that format.", CheckAddress),
                "unavailable" => new(
                    "The database is away.",
                    "It does not answer, or not in time. Nothing was changed.",
                    "Wait a moment, then try again."
                ),
                _ => null,
            };
    }
}
