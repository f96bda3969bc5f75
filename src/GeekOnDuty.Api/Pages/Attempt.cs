using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Operations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Pages;

/// <summary>What an operation of the API answered to a form: its result, or why not.</summary>
internal sealed record Attempt(IResult? Answer, FormErrors? Refused)
{
    /// <summary>Waits for a handler. What ends the whole page, as 403 and 404, goes on as a problem.</summary>
    public static async Task<Attempt> Of<T>(Task<T> handled)
        where T : IResult
    {
        try
        {
            var result = await handled;
            var answer = result is INestedHttpResult nested ? nested.Result : result;
            return answer is ProblemHttpResult problem ? Refuse(problem.ProblemDetails) : new Attempt(answer, null);
        }
        catch (ProblemException known)
        {
            return Refuse(known.Problem);
        }
        catch (RefusedException refused)
        {
            return Refuse(Http.Problems.Of(refused.Refusal));
        }
    }

    /// <summary>As <see cref="Of{T}(Task{T})"/>, when the body that was put together from fields can be read.</summary>
    public static Task<Attempt> Of<TBody, T>(JsonObject body, Func<Body<TBody>, Task<T>> handler)
        where TBody : IReadFromBody<TBody>
        where T : IResult
    {
        var errors = new Errors();
        var read = PageForm.Read<TBody>(body, errors);
        return errors.Any ? Task.FromResult(new Attempt(null, FormErrors.Of(errors))) : Of(handler(new Body<TBody>(read)));
    }

    /// <summary>What only a page asks for.</summary>
    public static Attempt Refusing(string field, string why) => new(null, FormErrors.Of(field, why));

    private static Attempt Refuse(ProblemDetails problem) =>
        problem.Status is 403 or 404 ? throw new ProblemException(problem) : new Attempt(null, FormErrors.Of(problem));
}
