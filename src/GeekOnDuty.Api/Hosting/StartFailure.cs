using System.Net.Sockets;
using GeekOnDuty.Core.Hosting;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.EmbeddedPostgres;
using Microsoft.AspNetCore.Connections;

namespace GeekOnDuty.Api.Hosting;

internal static class StartFailure
{
    /// <summary>What to tell about a start that failed; null when the fault is the program's own and wants its stack trace.</summary>
    public static string? Explain(Exception fault) =>
        fault switch
        {
            StartException or EmbeddedPostgresException or MigrationException => fault.Message,
            SocketException or IOException { InnerException: AddressInUseException } => Addresses.Explain(fault),
            InvalidOperationException when Addresses.LacksCertificate(fault) => Addresses.Explain(fault),
            _ => null,
        };
}
