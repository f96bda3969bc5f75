using System.Reflection;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>The slot that a page's address names.</summary>
/// <param name="OfficeHoursId">From `{id}`.</param>
/// <param name="Date">The local date, from `{date}`.</param>
internal sealed record SlotRoute(Guid OfficeHoursId, LocalDate Date) : IBindableFromHttpContext<SlotRoute>
{
    public static ValueTask<SlotRoute?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var values = context.Request.RouteValues;
        return Formats.TryDate((string)values["date"]!, out var date, out var fault)
            ? ValueTask.FromResult<SlotRoute?>(new SlotRoute(Guid.Parse((string)values["id"]!), date))
            : throw new RefusedException(Refusal.Invalid("date", fault));
    }
}
