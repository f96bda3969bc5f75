using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>What coordinators do without the API, by its own handlers.</summary>
internal static class ManagePages
{
    public static void AddManage(this IServiceCollection services) =>
        services
            .AddScoped<HoursPreviews>()
            .AddScoped<SetUpPageRenderer>()
            .AddScoped<RotaPageRenderer>()
            .AddScoped<HoursPageRenderer>()
            .AddScoped<SlotPageRenderer>()
            .AddScoped<MembersPageRenderer>()
            .AddScoped<JoinPageRenderer>();

    public static void MapManage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/set-up", SetUpPages.Get).PrivatePage();
        app.MapPost("/set-up", SetUpPages.Post).PrivateFormPost();
        app.MapPost("/set-up/preview", SetUpPages.Preview).PrivateFormPost();

        var rota = app.MapGroup("/{rota}/manage");
        rota.MapGet("", RotaPages.Get).PrivatePage();
        rota.MapPost("", RotaPages.Post).PrivateFormPost();
        rota.MapPost("/archived", RotaPages.SetArchived).AlsoForArchived().PrivateFormPost();
        rota.MapPost("/delete", RotaPages.Delete).AlsoForArchived().PrivateFormPost();

        rota.MapGet("/office-hours", HoursPages.List).PrivatePage();
        rota.MapGet("/office-hours/new", HoursPages.GetNew).PrivatePage();
        rota.MapPost("/office-hours/new", HoursPages.PostNew).PrivateFormPost();
        rota.MapPost("/office-hours/preview", HoursPages.Preview).PrivateFormPost();
        rota.MapGet("/office-hours/{id:guid}", HoursPages.Get).PrivatePage();
        rota.MapPost("/office-hours/{id:guid}", HoursPages.Post).PrivateFormPost();
        rota.MapPost("/office-hours/{id:guid}/end", HoursPages.End).PrivateFormPost();

        rota.MapGet("/slots", SlotPages.List).PrivatePage();
        rota.MapGet("/slots/{id:guid}/{date}", SlotPages.Get).PrivatePage();
        rota.MapPost("/slots/{id:guid}/{date}", SlotPages.Change).PrivateFormPost();
        rota.MapPost("/slots/{id:guid}/{date}/claims", SlotPages.PutIn).PrivateFormPost();
        rota.MapPost("/slots/{id:guid}/{date}/claims/{claimId:guid}", SlotPages.TakeOut).PrivateFormPost();

        rota.MapGet("/standing-claims", StandingPages.List).PrivatePage();
        rota.MapPost("/standing-claims/end", StandingPages.End).PrivateFormPost();

        rota.MapGet("/members", MemberPages.List).PrivatePage();
        rota.MapPost("/members", MemberPages.Add).PrivateFormPost();
        rota.MapPost("/members/known", MemberPages.AddKnown).PrivateFormPost();
        rota.MapPost("/members/{volunteerId:guid}", MemberPages.SetRole).PrivateFormPost();
        rota.MapPost("/members/{volunteerId:guid}/remove", MemberPages.Remove).PrivateFormPost();

        rota.MapPost("/invitations", InvitationPages.Create).PrivateFormPost();
        rota.MapPost("/invitations/{id:guid}/revoke", InvitationPages.Revoke).PrivateFormPost();
        rota.MapPost("/tokens", MemberTokenPages.Create).PrivateFormPost();
        rota.MapPost("/requests/{volunteerId:guid}", JoinRequestPages.Answer).PrivateFormPost();

        rota.MapGet("/document", DocumentPages.Get).PrivatePage();
        rota.MapPost("/document", DocumentPages.Post).PrivateFormPost().WithMetadata(DocumentPages.Limit);

        rota.MapGet("/audit", AuditPages.Get).PrivatePage();

        app.MapGet("/{rota}/join", JoinPages.Get).Page();
        app.MapGet("/{rota}/join/{secret}", JoinPages.Get).Page();
        app.MapPost("/{rota}/join", JoinPages.Post).PrivateFormPost();
        app.MapPost("/{rota}/join/{secret}", JoinPages.Post).PrivateFormPost();
    }
}
