namespace GeekOnDuty.Core.Text;

/// <summary>
/// A type that request bodies are read into. <see cref="Read"/> asks for every member it knows; all others are refused.
/// </summary>
public interface IRequestBody<TSelf>
{
    static abstract TSelf Read(JsonObjectReader members);
}
