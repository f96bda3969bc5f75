using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Endpoints;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.OpenApi;
using GeekOnDuty.Api.Pages.Manage;
using GeekOnDuty.Core.Documents;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using Xunit;
using Question = GeekOnDuty.Api.Endpoints.OccurrenceQuestion;

namespace GeekOnDuty.Api.Tests.Http;

/// <summary>
/// The readers of bodies, which forms and files go through too. They gather every fault before anybody uses a value, so nothing that a body says
/// may reach a constructor that throws: each is given one, two and three faults at once, wherever they may stand.
/// </summary>
public sealed class ReaderTests
{
    private const int Seed = 20261130;
    private const int PerReader = 4000;

    private static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "51",
        "1e999",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"\\ud800\"",
        "[]",
        "{}",
        "[null]",
        "[{}]",
        "[[]]",
        "\"2026-02-30\"",
        "\"2026-03-03\"",
        "\"1900-01-01\"",
        "\"2199-12-31\"",
        "\"1900-01-01T00:00:00Z\"",
        "\"2200-01-01T00:00:00Z\"",
        "\"09:00\"",
        "\"24:00\"",
        "\"Mars/Olympus\"",
        "\"P400D\"",
        "\"FREQ=DAILY\"",
        "\"FREQ=DAILY;;\"",
        "\"coordinator\"",
        "[\"2026-03-03\",\"2026-03-02\",7]",
    ];

    /// <summary>Together with what the examples of the API document have, every member that a reader asks for.</summary>
    private static readonly string[] Bodies =
    [
        """
            {"rota":{"slug":"r","name":"R","zone":"UTC","rules":{"claimOpensBefore":"P8W","releaseClosesBefore":"PT1H"},
            "channels":[{"kind":"irc","label":"#r","url":"ircs://a.example/r"}],"links":[],"visibility":"public","joining":"open"},
            "organisations":[{"slug":"o","name":"O","url":"https://a.example/","logoUrl":null}],
            "volunteers":[{"key":"ada","role":"volunteer","displayName":"Ada","zone":"UTC","languages":["de"],"topics":[],
            "contacts":[{"kind":"irc","value":"ada","public":true}],"organisation":"o"}],
            "officeHours":[{"key":"h","revisions":[{"effectiveFrom":"2026-03-01","title":"H","zone":"UTC","startDate":"2026-03-01","endDate":"2026-12-31",
            "startTime":"09:00","endTime":"12:00","recurrence":"FREQ=DAILY","exceptDates":["2026-03-03"],"extraDates":[],
            "seats":{"minimum":1,"maximum":2},"channels":[],"topics":[],"languages":[],"organisation":"o"}],
            "exceptions":[{"date":"2026-03-04","cancelled":true,"reason":"x"},{"date":"2026-03-05","startTime":"10:00","endTime":"11:00"}]}],
            "standingClaims":[{"key":"s","officeHours":"h","volunteer":"ada","from":"2026-03-01","until":"2026-04-01","every":2}]}
            """,
        """{"cancelled":true,"reason":"x","startTime":"10:00","endTime":"11:00"}""",
        """
            {"zone":"UTC","startDate":"2026-03-01","endDate":"2026-03-31","startTime":"09:00","endTime":"12:00","recurrence":"FREQ=DAILY",
            "exceptDates":["2026-03-03"],"extraDates":["2026-03-03"],"from":"2026-03-01T00:00:00Z","to":"2026-03-31T00:00:00Z"}
            """,
    ];

    public static TheoryData<string> Readers => [.. All.Select(each => each.Name)];

    private static IEnumerable<Type> All =>
        typeof(RotaDocument)
            .Assembly.GetTypes()
            .Where(type =>
                type.GetInterfaces().Any(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IRequestBody<>))
            );

    [Theory, MemberData(nameof(Readers))]
    public void A_reader_names_faults_and_never_throws(string name)
    {
        var reader = All.Single(each => each.Name == name);
        var random = new Random(Seed);
        List<string> examples = [.. Bodies];
        if (Examples.Body(reader) is { } example)
        {
            examples.Add(example.ToJsonString());
        }

        for (var i = 0; i < PerReader; i++)
        {
            var body = Damaged(examples[random.Next(examples.Count)], random);
            var fault = Record.Exception(() => Read(reader, body));
            Assert.True(fault is null or ProblemException or RefusedException, $"{name} of {body}: {fault}");
        }
    }

    private static void Read(Type reader, string body)
    {
        try
        {
            // As from a request: without faults the value itself must be of use, too.
            var read = typeof(Body<>).MakeGenericType(reader).GetMethod("Read", [typeof(byte[])])!;
            var value = read.Invoke(null, [System.Text.Encoding.UTF8.GetBytes(body)]);
            Use(value!);
        }
        catch (TargetInvocationException thrown)
        {
            throw thrown.InnerException!;
        }
    }

    /// <summary>What the operations make of values without faults.</summary>
    private static void Use(object body)
    {
        switch (body)
        {
            case Body<RotaDocument> { Value: var document }:
                DocumentReferences.Check(document, new ValidationErrors());
                _ = document
                    .OfficeHours.SelectMany(hours => hours.Revisions)
                    .Select(revision => revision.ToRule())
                    .Count(_ => true);
                _ = document.OfficeHours.SelectMany(hours => hours.Exceptions).Select(each => each.ToOverride()).Count(_ => true);

                break;
            case Body<SlotChange> { Value: var change }:
                _ = change.ToOverride();
                break;
            case Body<OfficeHoursBody> { Value: var hours }:
                _ = hours.Terms.ToRule();
                break;
            case Body<Question> { Value: var question }:
                _ = Occurrences.Of(question);
                break;
        }
    }

    private static string Damaged(string example, Random random)
    {
        var root = JsonNode.Parse(example)!;
        var places = new List<string>();
        for (var faults = random.Next(1, 5); faults > 0; faults--)
        {
            var objects = Objects(root).ToList();
            var target = objects[random.Next(objects.Count)];
            if (target.Count > 0)
            {
                var name = target.ElementAt(random.Next(target.Count)).Key;
                if (random.Next(6) == 0)
                {
                    target.Remove(name);
                }
                else
                {
                    // A node could not hold half a surrogate pair.
                    places.Add(Values[random.Next(Values.Length)]);
                    target[name] = $"@{places.Count - 1}@";
                }
            }
        }

        return places
            .Select((value, i) => (value, i))
            .Aggregate(root.ToJsonString(), (text, each) => text.Replace($"\"@{each.i}@\"", each.value));
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(member => Objects(member.Value)).Prepend(members),
            JsonArray items => items.SelectMany(Objects),
            _ => [],
        };
}
