namespace GeekOnDuty.Core.Operations;

/// <summary>Which version an operation means to change. An operation checks it once it holds the thing.</summary>
public interface IPrecondition
{
    /// <param name="current">The thing as it is now.</param>
    /// <exception cref="RefusedException">Another version is meant.</exception>
    void Require<T>(T current);

    /// <exception cref="RefusedException">A version is meant, and there is none yet.</exception>
    void RequireAbsent();
}
