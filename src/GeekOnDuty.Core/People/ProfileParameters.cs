using NodaTime;

namespace GeekOnDuty.Core.People;

/// <summary>The parameters of a statement that writes a profile, with what else it needs.</summary>
public sealed record ProfileParameters(Profile Profile) : Profile(Profile)
{
    public required Guid Id { get; init; }

    public string? Key { get; init; }

    public bool IsAdmin { get; init; }

    public Guid? CreatedBy { get; init; }

    public Instant Now { get; init; }
}
