using GeekOnDuty.Core.Storage;

namespace GeekOnDuty.Core.People;

public static class PeopleServices
{
    /// <summary>Volunteers, organisations, tokens. <see cref="AdminToken"/> is the host's.</summary>
    public static IServiceCollection AddPeople(this IServiceCollection services)
    {
        TypeHandlers.RegisterJson<IReadOnlyList<Contact>>();
        return services
            .AddSingleton<CredentialCache>()
            .AddScoped<TokenStore>()
            .AddScoped<VolunteerQueries>()
            .AddScoped<OrganisationQueries>()
            .AddScoped<MemberLocks>()
            .AddScoped<TokenQueries>()
            .AddScoped<OwnCalendarQueries>()
            .AddScoped<CreateVolunteer>()
            .AddScoped<UpdateVolunteer>()
            .AddScoped<CreateToken>()
            .AddScoped<RevokeToken>()
            .AddScoped<CreateOrganisation>()
            .AddScoped<UpdateOrganisation>()
            .AddScoped<DeleteOrganisation>()
            .AddScoped<ResetOwnCalendar>()
            .AddScoped<RemoveOwnCalendar>();
    }
}
