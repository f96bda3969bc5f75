using System.Text.Json;
using GeekOnDuty.Api.OnDuty;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

public sealed class RehearsalTests
{
    [Theory]
    [InlineData("2026-03-02T00:00:00Z")]
    [InlineData("2026-12-31T23:59:59Z")]
    public void A_rehearsal_says_at_any_time_who_is_on_duty_and_who_is_next(string at)
    {
        var now = NodaTime.Text.InstantPattern.ExtendedIso.Parse(at).Value;
        var answer = Rehearsal.Answer(now);

        Assert.True(answer.HoldsAt(now));
        var body = JsonDocument.Parse(answer.Bytes).RootElement;
        Assert.Equal("staffed", body.GetProperty("state").GetString());
        Assert.Single(body.GetProperty("onDuty").EnumerateArray());
        Assert.Single(body.GetProperty("next").GetProperty("onDuty").EnumerateArray());
    }
}
