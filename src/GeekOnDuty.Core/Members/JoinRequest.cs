using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <summary>Somebody who would like to be a member. Nothing else of them is shown before they are one.</summary>
/// <param name="VolunteerId">Who.</param>
/// <param name="DisplayName">What the public sees.</param>
/// <param name="Message">What they say; may have lines, or be empty.</param>
/// <param name="CreatedAt">UTC, when they first asked.</param>
public sealed record JoinRequest(Guid VolunteerId, string DisplayName, string Message, Instant CreatedAt);

/// <summary>The body of POST …/join.</summary>
/// <param name="Invitation">The secret of one.</param>
/// <param name="Message">For the coordinators of a rota that goes by approval; may have lines.</param>
public sealed record JoinBody(string? Invitation, string? Message) : IRequestBody<JoinBody>
{
    public const int LongestMessage = 500;

    public static JoinBody Read(JsonObjectReader members) =>
        new(members.OptionalText("invitation"), members.OptionalText("message", LongestMessage, lines: true, empty: true));
}

/// <summary>The coordinators have been asked.</summary>
/// <param name="Status">Always `requested`.</param>
public sealed record JoinRequested(JoinStatus Status = JoinStatus.Requested);

public enum JoinStatus
{
    Requested,
}
