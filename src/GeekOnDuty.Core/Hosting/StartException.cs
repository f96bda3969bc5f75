namespace GeekOnDuty.Core.Hosting;

/// <summary>The program cannot start. The message tells its operator what is wrong and what to do.</summary>
public sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
