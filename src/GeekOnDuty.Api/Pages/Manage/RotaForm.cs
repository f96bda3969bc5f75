using System.Text.Json.Nodes;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>The form of a rota, each field as it was typed.</summary>
public sealed record RotaForm(
    string Name,
    string Description,
    string Zone,
    string Notice,
    IReadOnlyList<LinkForm> Channels,
    IReadOnlyList<LinkForm> Links,
    string ClaimOpensBefore,
    string ReleaseClosesBefore,
    string Visibility,
    string Joining,
    string Contact
)
{
    internal static RotaForm Of(Rota rota) =>
        new(
            rota.Name,
            rota.Description,
            rota.Zone,
            rota.Notice,
            [.. rota.Channels.Select(LinkForm.Of)],
            [.. rota.Links.Select(LinkForm.Of)],
            rota.Rules.ClaimOpensBefore,
            rota.Rules.ReleaseClosesBefore,
            Json.NameOf(rota.Visibility),
            Json.NameOf(rota.Joining),
            rota.Contact ?? ""
        );

    internal static RotaForm Of(PageForm form) =>
        new(
            form["name"],
            form["description"],
            form["zone"],
            form["notice"],
            LinkForm.Of(form, "channels"),
            LinkForm.Of(form, "links"),
            form["rules.claimOpensBefore"],
            form["rules.releaseClosesBefore"],
            form["visibility"],
            form["joining"],
            form["contact"]
        );

    /// <summary>The body of PUT /v1/rotas/{rota}.</summary>
    internal JsonObject ToBody(string slug) =>
        new()
        {
            ["slug"] = slug,
            ["name"] = PageForm.OrNull(Name),
            ["description"] = Description,
            ["zone"] = PageForm.OrNull(Zone),
            ["notice"] = Notice,
            ["channels"] = LinkForm.ToJson(Channels),
            ["links"] = LinkForm.ToJson(Links),
            ["rules"] = new JsonObject
            {
                ["claimOpensBefore"] = PageForm.OrNull(ClaimOpensBefore),
                ["releaseClosesBefore"] = PageForm.OrNull(ReleaseClosesBefore),
            },
            ["visibility"] = PageForm.OrNull(Visibility),
            ["joining"] = PageForm.OrNull(Joining),
            ["contact"] = PageForm.OrNull(Contact),
        };
}
