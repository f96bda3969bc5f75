namespace GeekOnDuty.Api.Pages.Shared;

internal static partial class Words
{
    public static class EmbedCode
    {
        public const string Lead = "Who is on duty, on your own site: copy one of these into it.";
        public const string Widget = "The widget";
        public const string WidgetWhy =
            "On the visitor's clock and in their language. Add live to tell changes at once, theme=light or dark; style it with its custom properties.";
        public const string PinnedWidget = "The widget, exactly this script";
        public const string PinnedWhy =
            "For pages that check what they load. When this server is updated the script may be another: until you copy it anew, the page shows the link.";
        public const string Frame = "A frame, without script";
        public const string FrameWhy =
            "It changes by itself at each handover. Add ?show=now,next,week to choose what it shows, zone= and theme=light or dark.";
        public const string Link = "A link";
        public const string Badge = "A badge";
        public const string BadgeMarkdown = "In Markdown";
        public const string BadgeHtml = "In HTML";
        public const string BadgeRst = "In reStructuredText";
        public const string Calendar = "A calendar to subscribe to";
        public const string CalendarWhy =
            "Calendar programs ask for it again and again. Add ?open=true for hours that nobody has taken.";
        public const string Terminal = "For terminals and scripts";
        public const string Answers = "It answers:";
        public const string Preview = "It looks like this:";
        public const string Copy = "Copy";
        public const string Copied = "Copied";

        public static Phrase Title(string rota) => $"{rota}: put it on your site";
    }
}
