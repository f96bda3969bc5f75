namespace GeekOnDuty.Api.Operations;

/// <summary>The rules that can be in the way of an operation. Each has a problem document and words for people.</summary>
internal enum RefusalKind
{
    Invalid,
    Forbidden,
    InvitationNeeded,
    NotFound,
    AlreadyClaimed,
    DoubleBooked,
    SlotFull,
    NothingToClaim,
    SlotNotOpen,
    SlotOver,
    TooLateToRelease,
    RotaArchived,
    SlugTaken,
    OrganisationInUse,
    LastAdmin,
    LastCoordinator,
    InvitationNotValid,
    Conflict,
    PreconditionFailed,
}
