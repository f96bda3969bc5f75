using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>Renders a component outside of any request: what depends on a visitor is not there.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory logs)
{
    /// <param name="parameters">The component's, by name.</param>
    public async Task<string> RenderAsync<TComponent>(Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString()
        );
    }
}
