using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.Operations;

public static class ValidationErrorsExtensions
{
    /// <exception cref="RefusedException">There is a fault.</exception>
    public static void ThrowIfAny(this ValidationErrors errors)
    {
        if (errors.Any)
        {
            throw new RefusedException(Refusal.Invalid(errors));
        }
    }
}
