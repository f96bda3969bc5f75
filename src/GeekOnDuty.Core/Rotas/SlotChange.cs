using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Rotas;

/// <summary>The body of PUT …/slots/{date}: cancelled with a reason, moved to other times, or neither.</summary>
/// <param name="Cancelled">True: it does not take place. False: it takes place as the rule says.</param>
/// <param name="Reason">Shown with a cancelled slot.</param>
/// <param name="StartTime">With the end time: moved, on the clock of its zone.</param>
/// <param name="EndTime">At or before the start: on the next local day.</param>
public sealed record SlotChange(bool Cancelled, string? Reason, LocalTime? StartTime, LocalTime? EndTime)
    : IRequestBody<SlotChange>
{
    public static SlotChange Read(JsonObjectReader members)
    {
        var change = new SlotChange(
            members.OptionalBoolean("cancelled", otherwise: false),
            members.OptionalText("reason", 500),
            members.OptionalTime("startTime"),
            members.OptionalTime("endTime")
        );
        if (change.Cancelled && (change.StartTime ?? change.EndTime) is not null)
        {
            members.Errors.Add(
                members.PathOf("cancelled"),
                "A slot is cancelled or moved, not both: leave out startTime and endTime."
            );
        }

        if (change.StartTime is null != change.EndTime is null)
        {
            members.Errors.Add(
                members.PathOf(change.StartTime is null ? "startTime" : "endTime"),
                "A move needs both startTime and endTime.",
                ValidationTexts.OneTime
            );
        }

        if (!members.Has("cancelled") && change.StartTime is null && change.EndTime is null)
        {
            members.Errors.Add(members.PathOf("cancelled"), "Write cancelled, or startTime and endTime.");
        }

        return change;
    }

    /// <summary>Null: as the rule says.</summary>
    public SlotOverride? ToOverride() =>
        Cancelled || StartTime is not null ? new SlotOverride(Cancelled, Reason, StartTime, EndTime) : null;
}
