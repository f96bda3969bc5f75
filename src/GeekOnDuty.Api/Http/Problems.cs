using System.Collections.Frozen;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Http;

/// <summary>Every problem that this API answers. RFC 9457; `/problems/{slug}` shows each to people.</summary>
internal static class Problems
{
    public static readonly ProblemKind Invalid = new(
        "invalid",
        400,
        "Something in the request is not valid.",
        "A parameter or a member of the body is missing, unknown, or outside of what is allowed. Nothing was changed.",
        "Read `errors`: its keys are the paths of the members, its values say what is allowed."
    );

    public static readonly ProblemKind MalformedJson = new(
        "malformed-json",
        400,
        "The body is not JSON.",
        "The body could not be read as one JSON object in UTF-8. Nothing was changed.",
        "The detail gives line and position of the first fault; mend it and send the request again."
    );

    public static readonly ProblemKind BadRequest = new(
        "bad-request",
        400,
        "The request cannot be understood.",
        "The request breaks the rules of HTTP, or a header of it has a value that cannot be read.",
        "Compare the request with the OpenAPI document at /openapi/v1.json."
    );

    public static readonly ProblemKind Unauthenticated = new(
        "unauthenticated",
        401,
        "A valid token is needed.",
        "This operation is protected, and the request has no credential, or one that is unknown or expired.",
        "Send `Authorization: Bearer geek_…`; you make tokens at /me, or an admin does. In a browser, sign in."
    );

    public static readonly ProblemKind CrossSite = new(
        "cross-site",
        403,
        "The request came from another site.",
        "The request would have changed something in the name of whoever is signed in with this browser, but it was not sent by a page of this site.",
        "Open the page here and try again. Programs send `Authorization: Bearer geek_…` and no cookie."
    );

    public static readonly ProblemKind FormExpired = new(
        "form-expired",
        400,
        "The form is too old.",
        "Since the form was opened you have signed in or out, or the browser keeps no cookies. Nothing was changed.",
        "Go back, load the page again and send the form once more."
    );

    public static readonly ProblemKind Forbidden = new(
        "forbidden",
        403,
        "You are not allowed to do this.",
        "The token is valid, but the person it acts for does not have the role that this operation needs.",
        "Ask a coordinator of the rota, or an admin, to do it or to give you the role."
    );

    public static readonly ProblemKind InvitationNeeded = new(
        "invitation-needed",
        403,
        "This rota goes by invitation.",
        "Its coordinators choose whom they ask to join.",
        "Ask a coordinator of the rota for an invitation and send its secret, or open its link."
    );

    public static readonly ProblemKind NotFound = new(
        "not-found",
        404,
        "There is no such thing here.",
        "The address is wrong, the thing was deleted, or it is private and not yours to see.",
        "Check the ids in the address. Lists such as GET /v1/rotas show what there is."
    );

    public static readonly ProblemKind MethodNotAllowed = new(
        "method-not-allowed",
        405,
        "This address does not take that method.",
        "The address exists, but not with the method of the request.",
        "The `Allow` header lists the methods that it takes."
    );

    public static readonly ProblemKind NotAcceptable = new(
        "not-acceptable",
        406,
        "This is not to be had in that form.",
        "The `Accept` header of the request takes none of the forms in which this is served.",
        "Name one of the forms that the detail lists, or leave `Accept` out."
    );

    public static readonly ProblemKind AlreadyClaimed = new(
        "already-claimed",
        409,
        "That holder already has a seat in this slot.",
        "One holder takes at most one seat of a slot.",
        "Nothing needs doing: the claim stands. `alternatives` lists open slots."
    );

    public static readonly ProblemKind DoubleBooked = new(
        "double-booked",
        409,
        "That volunteer already holds a claim at that time.",
        "One volunteer is never on duty twice at once, in whatever rota.",
        "Release the other claim, or take one of the `alternatives`."
    );

    public static readonly ProblemKind SlotFull = new(
        "slot-full",
        409,
        "All seats of this slot are taken.",
        "Somebody was faster.",
        "Take one of the `alternatives`."
    );

    public static readonly ProblemKind NothingToClaim = new(
        "nothing-to-claim",
        409,
        "There is no date that this standing claim could take.",
        "Every date that can be claimed now is refused, or the office hours have no slot on the chosen dates within 400 days. Nothing was stored.",
        "`refused` says why for each date. Choose other dates or other office hours."
    );

    public static readonly ProblemKind SlotNotOpen = new(
        "slot-not-open",
        409,
        "This slot cannot be claimed.",
        "It is cancelled, over, or its claim window has not opened yet.",
        "The detail says which, and from when on the slot can be claimed."
    );

    public static readonly ProblemKind SlotOver = new(
        "slot-over",
        409,
        "The past does not change.",
        "The slot is over, or would be over after the change.",
        "Cancel or move slots that are running or to come."
    );

    public static readonly ProblemKind TooLateToRelease = new(
        "too-late-to-release",
        409,
        "It is too late to release this claim.",
        "The rota lets holders release a claim only until some time before the slot starts.",
        "Ask a coordinator of the rota: they may always release it."
    );

    public static readonly ProblemKind RotaArchived = new(
        "rota-archived",
        409,
        "This rota is archived.",
        "An archived rota rests: nobody is on duty in it, and nothing of it changes.",
        "A coordinator of the rota can take it up again, on its page or with PUT /v1/rotas/{rota}/archived."
    );

    public static readonly ProblemKind SlugTaken = new(
        "slug-taken",
        409,
        "That slug is taken.",
        "Another rota or organisation has this slug, or a rota that is deleted had it: addresses of it may still be around.",
        "Choose another one."
    );

    public static readonly ProblemKind OrganisationInUse = new(
        "organisation-in-use",
        409,
        "The organisation is still in use.",
        "Volunteers, office hours or claims refer to it, or did so once: hours that were given keep their name.",
        "Take it off the volunteers and office hours that name it. One that ever held a claim stays."
    );

    public static readonly ProblemKind LastAdmin = new(
        "last-admin",
        409,
        "Somebody must be admin.",
        "The volunteer is the only admin; without one nobody could make rotas any more.",
        "Keep this volunteer."
    );

    public static readonly ProblemKind LastCoordinator = new(
        "last-coordinator",
        409,
        "A rota needs a coordinator.",
        "The volunteer is the only coordinator of the rotas that the detail names, and `rotas` lists; without one only admins could change them any more.",
        "Make another member a coordinator there first, then send the request again. This holds for admins too."
    );

    public static readonly ProblemKind InvitationNotValid = new(
        "invitation-not-valid",
        409,
        "This invitation does not let you in.",
        "It is expired, used up or revoked, belongs to another rota, or was never made. Which of these is not told.",
        "Check that the secret is whole, and ask a coordinator of the rota for a new invitation."
    );

    public static readonly ProblemKind Conflict = new(
        "conflict",
        409,
        "Somebody else changed the same thing at the same moment.",
        "Two requests touched the same rows, and this one lost several times in a row. Nothing was changed by it.",
        "Send the request again."
    );

    public static readonly ProblemKind PreconditionFailed = new(
        "precondition-failed",
        412,
        "It has changed since you read it.",
        "The `If-Match` header names another version than the present one. Nothing was changed.",
        "Read it again, apply your change to what you find, and send it with the new ETag."
    );

    public static readonly ProblemKind TooLarge = new(
        "too-large",
        413,
        "The body is too large.",
        "Bodies are limited to 256 KiB, rota documents to 4 MiB.",
        "Send less, or split it."
    );

    public static readonly ProblemKind UnsupportedMediaType = new(
        "unsupported-media-type",
        415,
        "The body has the wrong type.",
        "Bodies are JSON in UTF-8.",
        "Send `Content-Type: application/json`."
    );

    public static readonly ProblemKind IdempotencyKeyReused = new(
        "idempotency-key-reused",
        422,
        "That Idempotency-Key belongs to another request.",
        "Within 24 hours a key stands for one request: the same method, path and body.",
        "Use a new key for a new request."
    );

    public static readonly ProblemKind TooManyRequests = new(
        "too-many-requests",
        429,
        "That was too often.",
        "Each person may write, and claim, so often a minute; each address may so often ask what is not in memory, offer a wrong token or sign in. "
            + "The budget is spent. Nothing was changed.",
        "Wait the seconds that `Retry-After` gives, then send the request again. To follow who is on duty, use `on-duty` or its stream: they are not limited."
    );

    public static readonly ProblemKind Internal = new(
        "internal",
        500,
        "Something went wrong on our side.",
        "A fault of this program. Nothing of your request was kept.",
        "Try again; if it stays, tell the people who run this server, with the `traceId`."
    );

    public static readonly ProblemKind FormatNotImplemented = new(
        "format-not-implemented",
        501,
        "There is no such format.",
        "oEmbed answers are there in JSON and in XML.",
        "Leave `format` out, or write `format=json` or `format=xml`."
    );

    public static readonly ProblemKind Unavailable = new(
        "unavailable",
        503,
        "The database is away.",
        "The database does not answer, or not in time. Nothing was changed.",
        "Send the request again after the seconds that `Retry-After` gives, with the same Idempotency-Key."
    );

    public static readonly IReadOnlyList<ProblemKind> All =
    [
        Invalid,
        MalformedJson,
        BadRequest,
        Unauthenticated,
        Forbidden,
        CrossSite,
        FormExpired,
        InvitationNeeded,
        NotFound,
        MethodNotAllowed,
        NotAcceptable,
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
        TooLarge,
        UnsupportedMediaType,
        IdempotencyKeyReused,
        TooManyRequests,
        Internal,
        FormatNotImplemented,
        Unavailable,
    ];

    private static readonly FrozenDictionary<RefusalKind, ProblemKind> ByRefusal = Enum.GetValues<RefusalKind>()
        .ToFrozenDictionary(kind => kind, kind => All.Single(problem => problem.Slug == kind.Slug()));

    /// <summary>The general kind for a bare status; null for one that is no problem here.</summary>
    public static ProblemKind? ForStatus(int status) =>
        status switch
        {
            400 => BadRequest,
            409 => Conflict,
            _ => All.FirstOrDefault(kind => kind.Status == status),
        };

    public static ProblemHttpResult NoSuch(string thing) => NotFound.With($"There is no such {thing}.");

    /// <summary>The problem that a refusal of an operation is for programs.</summary>
    public static ProblemDetails Of(Refusal refusal)
    {
        var kind = Of(refusal.Kind);
        return refusal.Faults is { } faults ? Validation(faults) : kind.Details(refusal.Detail, [.. refusal.Data]);
    }

    /// <summary>The problem of the same slug.</summary>
    public static ProblemKind Of(RefusalKind kind) => ByRefusal[kind];

    public static ProblemDetails Validation(ValidationErrors errors) =>
        new FieldFaults(errors.OnPages)
        {
            Type = Invalid.Type,
            Status = Invalid.Status,
            Title = Invalid.Title,
            Detail = errors.Summary,
            Extensions = { ["errors"] = errors.ByPath },
        };
}
