using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Audit;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class AuditPages
{
    private static readonly JsonSerializerOptions Readable = Json.Configure(
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }
    );

    /// <summary>Dates are those of the rota's zone, the last one included. A filter that cannot be read does not filter.</summary>
    internal static async Task<RazorComponentResult> Get(
        StoredRota rota,
        Actor visitor,
        AuditQueries audit,
        MemberQueries members,
        OfficeHoursQueries officeHours,
        string? kind,
        string? actorId,
        string? subjectId,
        string? from,
        string? to,
        CursorParam? cursor,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var zone = Zones.InUse[rota.Rota.Zone];
        var (since, until) = (Midnight(from, 0), Midnight(to, 1));
        var page = await AuditEndpoints.OfRota(
            rota,
            visitor,
            Read(kind, ChangeKindParam.Parse),
            Read(actorId, IdParam.Parse),
            Read(subjectId, IdParam.Parse),
            since,
            since is { } start && until is { } end && end.Value <= start.Value ? null : until,
            audit,
            null,
            cursor,
            ct
        );
        var titles = (await officeHours.AllAsync(rota.Id, ct)).ToDictionary(hours => hours.Id, hours => hours.Latest.Title);
        var people = await members.ListAsync(rota.Id, Guid.Empty, Choice.Most, ct);
        return PageConventions.Show<AuditPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                Zone = rota.Rota.Zone,
                Kinds = Change.Kinds.ToList(),
                Actors = people.Select(member => new Choice(member.VolunteerId.ToString(), member.DisplayName)).ToList(),
                Filter = new AuditPage.Filters(kind ?? "", actorId ?? "", subjectId ?? "", from ?? "", to ?? ""),
                Entries = page.Value!.Items.Select(entry => Entry(entry, titles, zone)).ToList(),
                Next = page.Value.NextCursor,
            }
        );

        InstantParam? Midnight(string? date, int days) =>
            Values.TryDate(date ?? "", out var day, out _)
                ? new InstantParam(DstPolicy.ToInstant(day.PlusDays(days).AtMidnight(), zone), null)
                : null;
    }

    private static T? Read<T>(string? text, Func<string, IFormatProvider?, T> parse)
        where T : struct, IParameter => text is { Length: > 0 } && parse(text, null) is { Fault: null } read ? read : null;

    private static AuditPage.Entry Entry(AuditEntry entry, IReadOnlyDictionary<Guid, string> titles, DateTimeZone zone) =>
        new(
            Words.Audit.Headline(entry, titles),
            Spoken.Moment(entry.At, zone),
            entry.Actor switch
            {
                { Kind: ActorKind.Program } => Phrase.Of(Words.Audit.Program),
                { Kind: ActorKind.Token, Name: var name, Token: var token } => Words.Audit.ByToken(name ?? "", token?.Name),
                { Name: var name } => $"{name}",
            },
            Json.NameOf(entry.Kind),
            entry.What,
            entry.SubjectId.ToString(),
            Text(entry.Before),
            Text(entry.After),
            Text(entry.Detail)
        );

    private static string? Text(JsonObject? thing) => thing?.ToJsonString(Readable);
}
