using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;

namespace GeekOnDuty.Api.Endpoints;

/// <summary>The lists of a rota that only its coordinators may read: members, invitations, requests to join.</summary>
internal static class CoordinatorLists
{
    /// <param name="list">The rows of a rota after an id, at most so many, by id.</param>
    /// <param name="idOf">The id by which the list is sorted.</param>
    public static Task<Page<T>> ListPageAsync<T>(
        StoredRota rota,
        Caller caller,
        PageRequest page,
        Func<Guid, Guid, int, CancellationToken, Task<IReadOnlyList<T>>> list,
        Func<T, Guid> idOf
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        return Page.ByIdAsync(page, (after, rows) => list(rota.Id, after, rows, caller.Ct), idOf);
    }
}
