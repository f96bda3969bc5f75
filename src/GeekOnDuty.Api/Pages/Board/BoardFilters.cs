using GeekOnDuty.Api.Http;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

/// <summary>The form that chooses what of a board is shown.</summary>
internal static class BoardFilters
{
    public static FilterView Of(RotaContext rota, BoardQuestion question)
    {
        var terms = rota.OfficeHours.Values.Where(hours => hours.EndedFrom is null).Select(hours => hours.Latest).ToList();
        var kept = question.Unfiltered with { UpFrom = BoardQuestion.UsuallyUpFrom, UpTo = BoardQuestion.UsuallyUpTo };
        return new FilterView(
            question.Filters,
            [.. kept.Fields()],
            question.Unfiltered.Path(),
            question.OnlyOpen,
            [
                .. Enum.GetValues<IsoDayOfWeek>()
                    .Where(day => day != IsoDayOfWeek.None)
                    .Select(day => (BoardQuestion.Name(day), day.ToString()[..3], question.Weekdays.Contains(day))),
            ],
            question.OnlyAwake,
            GeekOnDuty.Core.Text.Formats.Times.Format(question.UpFrom),
            GeekOnDuty.Core.Text.Formats.Times.Format(question.UpTo),
            question.Topic,
            Choices(terms.SelectMany(each => each.Topics), question.Topic),
            question.Language,
            Choices(terms.SelectMany(each => each.Languages), question.Language)
        );
    }

    private static IReadOnlyList<string> Choices(IEnumerable<string> known, string? chosen) =>
        [
            .. known
                .Concat(chosen is null ? [] : [chosen])
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.OrdinalIgnoreCase),
        ];
}
