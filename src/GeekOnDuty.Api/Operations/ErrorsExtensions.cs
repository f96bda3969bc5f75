using GeekOnDuty.Api.Http;

namespace GeekOnDuty.Api.Operations;

internal static class ErrorsExtensions
{
    /// <exception cref="RefusedException">There is a fault.</exception>
    public static void ThrowIfAny(this Errors errors)
    {
        if (errors.Any)
        {
            throw new RefusedException(Refusal.Invalid(errors));
        }
    }
}
