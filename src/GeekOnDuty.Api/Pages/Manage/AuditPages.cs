using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Audit;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class AuditPages
{
    private static readonly JsonSerializerOptions Readable = Json.Configure(
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }
    );

    /// <summary>Dates are those of the rota's zone, the last one included. A filter that cannot be read does not filter.</summary>
    internal static async Task<RazorComponentResult> Get(
        RouteRota rota,
        [AsParameters] AuditPageParams asked,
        Caller caller,
        AuditLog audit,
        MemberQueries members,
        OfficeHoursQueries officeHours
    )
    {
        var ct = caller.Ct;
        var zone = Zones.InUse[rota.Rota.Zone];
        var page = await audit.OfRotaAsync(
            rota,
            asked.FilterIn(zone),
            new PageRequest(PageRequest.DefaultPageSize, asked.Cursor?.Value),
            caller.Actor,
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
                Filter = asked.Typed,
                Entries = page.Items.Select(entry => Entry(entry, titles, zone)).ToList(),
                Next = page.NextCursor,
            }
        );
    }

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

/// <summary>The filters of the page as somebody typed or chose them.</summary>
internal sealed class AuditPageParams
{
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    [FromQuery(Name = "actorId")]
    public string? ActorId { get; init; }

    [FromQuery(Name = "subjectId")]
    public string? SubjectId { get; init; }

    [FromQuery(Name = "from")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    public string? To { get; init; }

    [FromQuery(Name = "cursor")]
    public CursorParam? Cursor { get; init; }

    public AuditPage.Filters Typed => new(Kind ?? "", ActorId ?? "", SubjectId ?? "", From ?? "", To ?? "");

    /// <param name="zone">Of the dates.</param>
    public AuditFilter FilterIn(DateTimeZone zone)
    {
        var (since, until) = (Midnight(From, 0, zone) ?? Formats.FirstInstant, Midnight(To, 1, zone) ?? Formats.LastInstant);
        return new AuditFilter(
            Change.TryKind(Kind ?? "", out var kind) ? kind : null,
            IdIn(ActorId),
            IdIn(SubjectId),
            new Interval(since, until > since ? until : Formats.LastInstant)
        );
    }

    private static Guid? IdIn(string? text) => Guid.TryParseExact(text, "D", out var id) ? id : null;

    private static Instant? Midnight(string? date, int days, DateTimeZone zone) =>
        Formats.TryDate(date ?? "", out var day, out _) ? DstPolicy.ToInstant(day.PlusDays(days).AtMidnight(), zone) : null;
}
