using GeekOnDuty.Core.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Http;

/// <summary>What the outcome of an operation is over HTTP.</summary>
internal static class OutcomeResults
{
    /// <summary>A refusal as its problem; else what <paramref name="answer"/> makes of the value.</summary>
    public static Results<TAnswer, ProblemHttpResult> Answer<T, TAnswer>(this Outcome<T> outcome, Func<T, TAnswer> answer)
        where TAnswer : IResult => outcome.IsRefused ? outcome.Refusal.ToProblem() : answer(outcome.Value);

    public static ProblemHttpResult ToProblem(this Refusal refusal) => TypedResults.Problem(Problems.Of(refusal));
}
