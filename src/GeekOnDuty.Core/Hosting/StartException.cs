namespace GeekOnDuty.Core.Hosting;

/// <summary>The program cannot start. The message is for whoever runs it: what is wrong and what to do.</summary>
public sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
