using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.SignIn;

/// <param name="Email">As <see cref="EmailAddress"/> reads it.</param>
/// <param name="ReturnTo">Where the link leads; a path of this site.</param>
/// <param name="AddressOf">The person whose address it becomes; null: the link signs in.</param>
/// <param name="Site">The address of this site, as the link must name it.</param>
public sealed record SendSignInLinkRequest(string Email, string ReturnTo, Guid? AddressOf, Uri Site);

/// <summary>
/// Sends a link that signs in, or that proves an address. It does the same whether somebody has the address or nobody.
/// </summary>
public sealed class SendSignInLink(OperationRunner runner, LinkSender sender)
{
    public Task<Outcome<Unit>> RunAsync(SendSignInLinkRequest request, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, now, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(SendSignInLinkRequest request, Instant now, CancellationToken ct)
    {
        await sender.SendAsync(request, now, ct);
        return default(Unit);
    }
}
