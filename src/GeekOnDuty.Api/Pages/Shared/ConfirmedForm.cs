using System.Reflection;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>
/// A form that may change people's hours: it takes effect once the visitor has confirmed the affected claims.
/// </summary>
/// <param name="fields">What was sent.</param>
/// <param name="runner">Undoes what the visitor has not confirmed.</param>
internal sealed class ConfirmedForm(PageForm fields, OperationRunner runner) : IBindableFromHttpContext<ConfirmedForm>
{
    /// <summary>The field in which a confirmation says what was shown.</summary>
    public const string Field = "affected";

    public PageForm Fields => fields;

    /// <summary>
    /// Runs the operation in one transaction, which is rolled back when it affects claims that were not shown.
    /// </summary>
    /// <returns>Why it was refused, or what is to be shown first; both null when it is done.</returns>
    public async Task<(FormErrors? Refused, AffectedView? Ask)> RunAsync<T>(
        Func<Task<Outcome<T>>> operation,
        CancellationToken ct
    )
        where T : IAffectsClaims
    {
        AffectedView? ask = null;
        var outcome = await runner.RunAsync(
            async () =>
            {
                var done = await operation();
                ask = done.IsRefused ? null : NotShown(done.Value);
                return ask is null ? done : Outcome<T>.Of(done.Value!, isRehearsal: true);
            },
            ct
        );
        return (outcome.IsRefused ? FormErrors.Of(outcome.Refusal) : null, ask);
    }

    private AffectedView? NotShown<T>(T done)
        where T : IAffectsClaims =>
        AffectedView.Of(done.Affected) is { } affected && affected.Key != fields[Field] ? affected : null;

    public static async ValueTask<ConfirmedForm?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new((await PageForm.BindAsync(context, parameter))!, context.RequestServices.GetRequiredService<OperationRunner>());
}
