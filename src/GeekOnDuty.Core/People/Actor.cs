using GeekOnDuty.Core.Operations;

namespace GeekOnDuty.Core.People;

public enum Role
{
    Volunteer,
    Coordinator,
}

/// <summary>Whom a request acts for, and what they may do.</summary>
/// <param name="VolunteerId">The volunteer behind the token or the session.</param>
/// <param name="IsAdmin">May change everything.</param>
/// <param name="Roles">By rota id.</param>
public sealed record Actor(Guid VolunteerId, bool IsAdmin, IReadOnlyDictionary<Guid, Role> Roles)
{
    /// <summary>The session that the request came with; null when it came with a token.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>By rota, out of lines such as `0199f3a0-… coordinator`.</summary>
    public static Dictionary<Guid, Role> RolesOf(IReadOnlyList<string> memberships) =>
        memberships
            .Select(line => line.Split(' '))
            .ToDictionary(parts => Guid.Parse(parts[0]), parts => Enum.Parse<Role>(parts[1], ignoreCase: true));

    /// <summary>The session that stays when that person is signed out: their own, when they are the actor; null: none.</summary>
    public Guid? SessionToKeep(Guid volunteerId) => volunteerId == VolunteerId ? SessionId : null;

    public bool MayCoordinate(Guid rotaId) => IsAdmin || Coordinates(rotaId);

    /// <summary>Whether the actor is a coordinator of that rota, admin or not.</summary>
    public bool Coordinates(Guid rotaId) => Roles.GetValueOrDefault(rotaId, Role.Volunteer) == Role.Coordinator;

    public bool IsMemberOf(Guid rotaId) => Roles.ContainsKey(rotaId);

    public bool IsCoordinator => IsAdmin || Roles.Values.Contains(Role.Coordinator);

    /// <summary>Ends the request with 403 unless the actor coordinates that rota.</summary>
    public void RequireCoordinatorOf(Guid rotaId)
    {
        if (!MayCoordinate(rotaId))
        {
            throw RefusedException.Of(RefusalKind.Forbidden, "Only a coordinator of this rota, or an admin, may do this.");
        }
    }

    /// <summary>
    /// The volunteer that a private list of a rota is about. Coordinators may ask for any volunteer; their default is all.
    /// </summary>
    /// <param name="rotaId">The rota.</param>
    /// <param name="asked">The volunteer in the request; null for the default.</param>
    /// <returns>Null: everybody.</returns>
    /// <exception cref="RefusedException">The actor may see their own only.</exception>
    public Guid? VolunteerToList(Guid rotaId, Guid? asked)
    {
        if (asked == VolunteerId || (asked is null && !MayCoordinate(rotaId)))
        {
            return VolunteerId;
        }

        RequireCoordinatorOf(rotaId);
        return asked;
    }

    public void RequireCoordinator()
    {
        if (!IsCoordinator)
        {
            throw RefusedException.Of(RefusalKind.Forbidden, "Only a coordinator of a rota, or an admin, may do this.");
        }
    }

    public void RequireAdmin()
    {
        if (!IsAdmin)
        {
            throw RefusedException.Of(RefusalKind.Forbidden, "Only an admin may do this.");
        }
    }
}
