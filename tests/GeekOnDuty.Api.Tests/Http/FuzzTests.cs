using System.Text;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.OpenApi;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

/// <summary>
/// Hostile requests to every operation of the document, a part of those that <see cref="FuzzSize"/> says. A failure names the seed of its operation
/// and the request itself, so it can be sent again.
/// </summary>
[Trait("Scaled", "true")]
public sealed class FuzzTests(RunningApp running) : IClassFixture<RunningApp>
{
    /// <summary>A body can be wrong in more ways than a path.</summary>
    private const int BodyWeight = 5;

    private static readonly string[] Values =
    [
        "null",
        "true",
        "0",
        "-1",
        "1e999",
        "1.5",
        "99999999999999999999",
        "-0",
        "\"\"",
        "\" \"",
        "\"x\"",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[{}]",
        "[0,\"\"]",
        "{\"x\":{\"x\":{}}}",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u202e\"",
        "\"2026-02-30\"",
        "\"2026-03-03\"",
        "\"9999-12-31\"",
        "\"2026-03-03T00:00:00Z\"",
        "\"-9998-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59.999999999Z\"",
        "\"25:00\"",
        "\"09:00\"",
        "\"P99999999Y\"",
        "\"PT1H\"",
        "\"Europe/Berlin\"",
        "\"Etc/GMT+12\"",
        "\"FREQ=DAILY\"",
        "\"FREQ=YEARLY;BYDAY=53MO;BYSETPOS=-366\"",
        "\"FREQ=DAILY;INTERVAL=2147483647\"",
        "\"FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2\"",
        "\"FREQ=DAILY;COUNT=2147483648\"",
        "\"00000000-0000-0000-0000-000000000000\"",
        "\"'; DROP TABLE rotas; --\"",
        "\"<script>\"",
        "\"../../etc/passwd\"",
        "\"javascript:alert(1)\"",
        "\"https://a.example/\"",
        "\"coordinator\"",
        "\"unlisted\"",
        "\"%s%n{0}\"",
        "[\"2026-03-03\",\"2026-03-03\"]",
    ];

    internal static readonly string[] Texts =
    [
        "",
        "0",
        "-1",
        "x",
        "%00",
        "%0a",
        "%ff",
        "%ED%A0%80",
        "%F0%9F%98%80",
        "..%2f..",
        "'",
        "%22",
        "%5C",
        "*",
        "null",
        "true",
        "NaN",
        "1e9",
        "2147483648",
        "2026-03-03",
        "2026-02-30",
        "0001-01-01",
        "2026-03-03T00:00:00Z",
        "1900-01-01T00:00:00Z",
        "2200-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-03-03T00:00:00%2B01:00",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "63657068",
        "323032362d30332d30325431303a30303a30305a",
        "open",
        "cancelled",
        "200",
        "%7B%7D",
        "{}",
        "a;b",
        "a,b",
    ];

    /// <summary>What is allowed, at the edges of it: this reaches what lies behind the checks.</summary>
    private static readonly string[][] Allowed =
    [
        [
            "2026-03-02",
            "2026-03-29",
            "2026-10-25",
            "2026-11-03",
            "2026-11-20",
            "2026-12-25",
            "2024-02-29",
            "1900-01-01",
            "2199-12-31",
            "2011-12-30",
        ],
        ["15:00", "18:00", "09:00", "00:00", "23:59", "02:00", "02:30", "03:00"],
        [
            "2026-03-02T10:00:00Z",
            "1900-01-01T00:00:00Z",
            "2200-01-01T00:00:00Z",
            "2026-03-29T01:00:00.123456789Z",
            "2026-11-01T00:00:00Z",
        ],
        [
            "UTC",
            "Europe/Amsterdam",
            "Europe/Berlin",
            "Pacific/Apia",
            "Antarctica/Troll",
            "Etc/GMT+12",
            "Africa/Monrovia",
            "Pacific/Kiritimati",
        ],
        [
            "FREQ=WEEKLY;BYDAY=TU,FR",
            "FREQ=WEEKLY;BYDAY=SU",
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=2147483647",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            "FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=-1",
            "FREQ=DAILY;COUNT=1",
            "FREQ=WEEKLY;INTERVAL=53;WKST=SU;UNTIL=21991231",
        ],
    ];

    /// <summary>Sent along now and then; none of them may do more than be refused.</summary>
    private static readonly (string Name, string Value)[] Headers =
    [
        ("If-None-Match", "*, W/\"x\", \""),
        ("Accept", ";;q=x, text/html;q=0, application/xml"),
        ("Accept-Encoding", "br;q=1e9, *;q=-1"),
        ("Accept-Language", "xx-!!;q=2"),
        ("Idempotency-Key", "again"),
        ("Idempotency-Key", new string('k', 201)),
        ("Range", "bytes=99999999999-"),
        ("Cookie", "geek_on_duty_session=x; =;;"),
        ("Origin", "null"),
        ("Content-Encoding", "gzip"),
        ("X-Forwarded-For", "999.999.999.999, ::1"),
        ("traceparent", "00-0-0-0"),
    ];

    [Theory, MemberData(nameof(FuzzSize.Seeds), MemberType = typeof(FuzzSize))]
    public async Task No_request_makes_a_5xx_or_tells_anything_of_the_inside(int seed)
    {
        var app = running.App;
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(seats: 2);
        var known = new Dictionary<string, string[]>
        {
            ["rota"] = [rota, rota, "ceph"],
            ["id"] = [hours.ToString(), ada.Id.ToString()],
            ["volunteerId"] = [ada.Id.ToString()],
            ["claimId"] = [Guid.NewGuid().ToString()],
            ["date"] = ["2026-03-03", "2026-03-04", "1900-01-01", "2199-12-31"],
        };
        var document = await ApiDescription.OfAsync(app);
        var operations = document.Operations.Select((operation, i) => (operation, Seed: seed + i)).ToList();
        var weights = operations.Sum(each => each.operation.Body is null ? 1 : BodyWeight);
        foreach (var deletes in (bool[])[false, true])
        {
            await Parallel.ForEachAsync(
                operations.Where(each => each.operation.Method == "DELETE" == deletes),
                new ParallelOptions { MaxDegreeOfParallelism = 4 },
                async (each, _) =>
                {
                    var random = new Random(each.Seed);
                    // A stream has no end, but what HEAD gets of it has.
                    var isStream = each.operation.Path.EndsWith("/stream", StringComparison.Ordinal);
                    var places = each.operation.Body is null ? [] : BodyPlace.Anywhere(document, each.operation).ToArray();
                    var requests = FuzzSize.Requests * (places.Length == 0 ? 1 : BodyWeight) / weights;
                    for (var i = 0; i <= requests; i++)
                    {
                        var path = Path(each.operation, random, known);
                        var body = places.Length == 0 ? null : Body(each.operation.BodyExample!, places, random);
                        var client = random.Next(4) == 0 ? ada.Client : app.Admin;
                        using var response = await client.SendBytesAsync(
                            path.Contains("/stream", StringComparison.Ordinal) ? "HEAD" : each.operation.Method,
                            path,
                            body is null ? null : Encoding.UTF8.GetBytes(body),
                            random.Next(20) == 0
                                ? Pick(random, ["text/plain", "application/json;charset=x", ";;", "application/json"])
                                : "application/json",
                            random.Next(10) == 0 ? Pick(random, ["*", "\"x\"", "x", "W/\"\"", ","]) : null,
                            random.Next(10) == 0 ? Pick(random, Headers) : null
                        );
                        var what = $"seed {each.Seed}, request {i}: {each.operation.Method} {path} {body}";
                        if (isStream)
                        {
                            Assert.True((int)response.StatusCode < 500, what);
                        }
                        else
                        {
                            await response.ShouldBeClean(what);
                        }
                    }
                }
            );
        }
    }

    private static string Path(ApiOperation operation, Random random, Dictionary<string, string[]> known)
    {
        var path = operation.Path;
        var query = new List<string>();
        foreach (var parameter in operation.Parameters)
        {
            var name = (string)parameter["name"]!;
            switch ((string)parameter["in"]!)
            {
                case "path":
                    // An empty segment or `..` would be another address, and NUL is refused by the server itself, without a body.
                    var value =
                        random.Next(6) == 0
                            ? Pick(random, Texts).Replace("..", "dots").Replace("%00", "nul").Insert(0, "z")
                            : Pick(random, known[name]);
                    path = path.Replace($"{{{name}}}", value);
                    break;
                case "query" when name is "at" or "state" or "limit" && random.Next(2) == 0:
                    query.Add(
                        $"{name}={(name == "at" ? Pick(random, Allowed[2]) : name == "limit" ? Pick(random, ["1", "200"]) : Pick(random, ["open", "filled"]))}"
                    );
                    break;
                case "query" when random.Next(6) == 0:
                    query.Add($"{name}={Pick(random, Texts)}");
                    break;
                case "query" when name is "from" or "to" && random.Next(3) == 0:
                    query.Add($"{name}={(name == "from" ? "2199-12-31" : "2200-01-01")}T00:00:00Z");
                    break;
                case "query" when name is "from" or "to":
                    query.Add($"{name}=2026-03-0{random.Next(1, 9)}T00:00:00Z");
                    break;
            }
        }

        return query.Count == 0 ? path : $"{path}?{string.Join("&", query)}";
    }

    private static string Body(string example, BodyPlace[] anywhere, Random random)
    {
        if (random.Next(15) == 0)
        {
            return Pick(random, Values);
        }

        if (random.Next(15) == 0)
        {
            return example.Remove(random.Next(example.Length), 1);
        }

        // Values stand for themselves: a node could not hold half a surrogate pair.
        var root = JsonNode.Parse(example)!;
        var places = new List<string>();
        for (var members = random.Next(3); members > 0; members--)
        {
            // Also what the example does not have.
            places.Add($"@{places.Count}@");
            Pick(random, anywhere).Mark(root, places[^1]);
        }

        for (var changes = random.Next(5); changes > 0; changes--)
        {
            var objects = Objects(root).ToList();
            var target = objects[random.Next(objects.Count)];
            var names = target.Select(member => member.Key).ToList();
            var name =
                names.Count == 0 || random.Next(8) == 0
                    ? Pick(random, ["id", "x", "role", "__proto__", ""])
                    : names[random.Next(names.Count)];
            if (random.Next(6) == 0)
            {
                target.Remove(name);
            }
            else if (Allowed.FirstOrDefault(each => each.Contains(target[name]?.ToString())) is { } alike && random.Next(4) > 0)
            {
                target[name] = Pick(random, alike);
            }
            else
            {
                places.Add($"@{places.Count}@");
                target[name] = places[^1];
            }
        }

        return places.Aggregate(
            root.ToJsonString(),
            (text, place) =>
                text.Replace(
                    $"\"{place}\"",
                    random.Next(2) == 0
                        ? Pick(random, Values)
                        : JsonValue.Create(Pick(random, Pick(random, Allowed))).ToJsonString()
                )
        );
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(member => Objects(member.Value)).Prepend(members),
            JsonArray items => items.SelectMany(Objects),
            _ => [],
        };

    private static T Pick<T>(Random random, T[] of) => of[random.Next(of.Length)];
}
