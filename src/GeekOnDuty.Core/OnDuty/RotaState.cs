using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.OnDuty;

/// <summary>A rota as it was at one moment: its rules and the claims of some stretch of time, with what is said about slots and holders.</summary>
/// <param name="Seen">The moment.</param>
/// <param name="Window">UTC; the claims of all slots that overlap it are here.</param>
/// <param name="Beyond">Whether there are claims outside of it.</param>
/// <param name="Rota">What was said of the rota.</param>
/// <param name="OfficeHours">All of them by id, ended ones too.</param>
/// <param name="Claims">Those held, by id.</param>
/// <param name="Volunteers">Who hold them, by id.</param>
/// <param name="Organisations">Who hold them or stand behind them, by id.</param>
public sealed record RotaState(
    TransactionSnapshot Seen,
    Interval Window,
    ClaimsBeyond Beyond,
    StoredRota Rota,
    IReadOnlyDictionary<Guid, StoredOfficeHours> OfficeHours,
    IReadOnlyDictionary<Guid, ClaimRow> Claims,
    IReadOnlyDictionary<Guid, HolderProfile> Volunteers,
    IReadOnlyDictionary<Guid, OrganisationBrief> Organisations
)
{
    private Timeline? timeline;

    /// <summary>The same for the pure core. Made when it is first asked for: many claims may come before anybody asks.</summary>
    public Timeline Timeline =>
        timeline ??= new Timeline(
            [.. OfficeHours.Values.Select(each => each.Rules)],
            Claims.Values.Select(claim => claim.ToHeldSeat()),
            new Interval(Beyond.Earlier ? Window.Start : null, Beyond.Later ? Window.End : null),
            Rota.ArchivedAt
        );

    /// <summary>Whether something of this rota, as it is here, may be another after that change.</summary>
    public bool Concerns(Change change) =>
        change.Kind switch
        {
            ChangeKind.Volunteer => Volunteers.ContainsKey(change.SubjectId),
            ChangeKind.Organisation => Organisations.ContainsKey(change.SubjectId),
            ChangeKind.StandingClaim or ChangeKind.Token or ChangeKind.Invitation or ChangeKind.JoinRequest => false,
            _ => change.RotaId == Rota.Id,
        };
}

/// <summary>Whether there are claims before and after the window of a timeline.</summary>
public sealed record ClaimsBeyond(bool Earlier, bool Later);

/// <summary>An organisation as visitors see it.</summary>
/// <param name="Name">What visitors read.</param>
/// <param name="Url">Its site.</param>
/// <param name="LogoUrl">Its logo.</param>
public sealed record OrganisationBrief(string Name, string? Url, string? LogoUrl);

/// <summary>A volunteer who holds a claim. Contacts are all of them: only public ones may leave.</summary>
public sealed record HolderProfile(
    Guid Id,
    string Zone,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Topics,
    IReadOnlyList<Contact> Contacts,
    Guid? OrganisationId
);
