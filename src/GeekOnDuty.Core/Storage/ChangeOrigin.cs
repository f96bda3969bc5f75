namespace GeekOnDuty.Core.Storage;

/// <summary>Who stands behind the changes of a request; of background work nobody, which is the program by itself.</summary>
public sealed class ChangeOrigin
{
    /// <summary>The volunteer.</summary>
    public Guid? ActorId { get; private set; }

    /// <summary>By which they are let in; null with an actor: a browser session.</summary>
    public Guid? TokenId { get; private set; }

    /// <summary>The trace id, as problem documents and the request log have it.</summary>
    public string? Request { get; private set; }

    /// <summary>Once somebody is let in.</summary>
    public void SetActor(Guid actorId, Guid? tokenId) => (ActorId, TokenId) = (actorId, tokenId);

    /// <summary>Of somebody who is not let in yet, but acts for themselves.</summary>
    public void SetActorIfUnset(Guid actorId) => ActorId ??= actorId;

    /// <summary>For what the program does by itself in the course of the same request.</summary>
    public ChangeOrigin WithoutActor() => new() { Request = Request };

    /// <summary>Before anything is written.</summary>
    public void SetRequestId(string request) => Request = request;
}
