using GeekOnDuty.Core.Rotas;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>How somebody becomes a volunteer of a rota, said before they sign in.</summary>
/// <param name="Sentence">Who may join.</param>
/// <param name="Button">What leads to joining; null where one has to be invited.</param>
/// <param name="Contact">Whom to write to; null where the rota names nobody.</param>
public sealed record JoinView(string Sentence, string? Button, LinkView? Contact)
{
    /// <summary>Whether every signed-in visitor can join at once.</summary>
    public bool IsOpen => Button == Words.Join.Short;

    internal static JoinView Of(Rota rota)
    {
        var contact = rota.Contact is { } text ? new LinkView(text, rota.ContactUrl) : null;
        return rota.Joining switch
        {
            JoiningPolicy.Open => new(Words.Join.ToOpen, Words.Join.Short, contact),
            JoiningPolicy.Approval => new(Words.Join.ToApproval, Words.Join.Ask, contact),
            _ => new(Words.Join.ToInvitation, null, contact),
        };
    }
}
