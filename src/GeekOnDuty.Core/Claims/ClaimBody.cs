using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.Claims;

/// <summary>The body of a claim; empty to claim for yourself.</summary>
/// <param name="VolunteerId">A member of the rota; yourself when both are left out.</param>
/// <param name="OrganisationId">An organisation that has not yet named the person.</param>
public sealed record ClaimBody(Guid? VolunteerId, Guid? OrganisationId) : IRequestBody<ClaimBody>
{
    [System.Text.Json.Serialization.JsonIgnore]
    public HolderId Holder => new(VolunteerId, OrganisationId);

    public static ClaimBody Read(JsonObjectReader members)
    {
        var (volunteerId, organisationId) = (members.OptionalId("volunteerId"), members.OptionalId("organisationId"));
        if (volunteerId is not null && organisationId is not null)
        {
            members.Errors.Add(members.PathOf("organisationId"), "A holder is a volunteer or an organisation, not both.");
        }

        return new ClaimBody(volunteerId, organisationId);
    }
}
