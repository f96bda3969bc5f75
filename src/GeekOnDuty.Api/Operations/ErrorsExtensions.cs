using GeekOnDuty.Api.Http;

namespace GeekOnDuty.Api.Operations;

internal static class ValidationErrorsExtensions
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
