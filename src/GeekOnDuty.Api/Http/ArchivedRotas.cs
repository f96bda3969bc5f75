namespace GeekOnDuty.Api.Http;

/// <summary>The operation is there for archived rotas too.</summary>
internal sealed record AlsoArchived;

internal static class ArchivedRotas
{
    /// <inheritdoc cref="AlsoArchived"/>
    public static RouteHandlerBuilder AlsoForArchived(this RouteHandlerBuilder operation) =>
        operation.WithMetadata(new AlsoArchived());
}
