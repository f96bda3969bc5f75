namespace GeekOnDuty.Core.Mail;

/// <summary>A mail before it is on its way.</summary>
/// <param name="To">One address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text, its lines ended by LF.</param>
/// <param name="Html">The same as a document of its own; loads nothing from anywhere.</param>
public sealed record EmailMessage(string To, string Subject, string Text, string Html);
