using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Operations;
using Xunit;

namespace GeekOnDuty.Api.Tests.Operations;

public sealed class RefusalKindTests
{
    public static TheoryData<string> Kinds => [.. Enum.GetNames<RefusalKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Each_has_a_problem_of_its_own_slug_and_words_for_people(string name)
    {
        var kind = Enum.Parse<RefusalKind>(name);
        Assert.Equal(kind.Slug(), Problems.Of(kind).Slug);
        Assert.NotNull(Words.Refusals.Of(kind.Slug()));
        Assert.True(RefusalKinds.TryParse(kind.Slug(), out var read));
        Assert.Equal(kind, read);
    }
}
