namespace GeekOnDuty.Core.Members;

public static class MemberServices
{
    public static IServiceCollection AddMembers(this IServiceCollection services) =>
        services
            .AddScoped<MemberQueries>()
            .AddScoped<InvitationQueries>()
            .AddScoped<JoinRequestQueries>()
            .AddScoped<SetMemberRole>()
            .AddScoped<RemoveMember>()
            .AddScoped<AddPerson>()
            .AddScoped<CreateInvitation>()
            .AddScoped<RevokeInvitation>()
            .AddScoped<JoinRota>()
            .AddScoped<ApproveJoinRequest>()
            .AddScoped<DeclineJoinRequest>();
}
