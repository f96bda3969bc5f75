namespace GeekOnDuty.Api.Tests.Access;

/// <summary>
/// Who may do what, to what: every operation of the document, with things of one's own, of others, of another rota and with such as are not
/// there. What is private and foreign answers as what is absent.
/// </summary>
/// <remarks>
/// `ours` is the rota of the volunteer and the coordinator; `theirs` that of the other coordinator. The volunteer is Ada; Bob is another of
/// `ours`, Eve one of `theirs`. `me` and `mine` are whoever asks. Admins are members of no rota. What follows `with` goes into the body.
/// </remarks>
internal static class AccessTable
{
    public static readonly string[] Sorts = ["anonymous", "stranger", "volunteer", "other coordinator", "coordinator", "admin"];

    public const string Text = """
        operation                                                           | thing                              | anon  str  vol  oth  coo  adm

        GET    /healthz/live                                                |                                    |  200  200  200  200  200  200
        GET    /healthz/ready                                               |                                    |  200  200  200  200  200  200
        GET    /metrics                                                     |                                    |  200  200  200  200  200  200
        POST   /v1/occurrences                                              |                                    |  200  200  200  200  200  200

        GET    /v1/rotas                                                    |                                    |  200  200  200  200  200  200
        POST   /v1/rotas                                                    |                                    |  401  403  403  403  403  201
        GET    /v1/rotas/{rota}                                             | rota=ours                          |  200  200  200  200  200  200
        GET    /v1/rotas/{rota}                                             | rota=none                          |  404  404  404  404  404  404
        PUT    /v1/rotas/{rota}                                             | rota=ours                          |  401  403  403  403  200  200
        PUT    /v1/rotas/{rota}                                             | rota=theirs                        |  401  403  403  200  403  200
        PUT    /v1/rotas/{rota}                                             | rota=none                          |  401  404  404  404  404  404
        PUT    /v1/rotas/{rota}/archived                                    | rota=ours                          |  401  403  403  403  200  200
        PUT    /v1/rotas/{rota}/archived                                    | rota=theirs                        |  401  403  403  200  403  200
        PUT    /v1/rotas/{rota}/archived                                    | rota=none                          |  401  404  404  404  404  404
        DELETE /v1/rotas/{rota}                                             | rota=ours                          |  401  403  403  403  403  204
        DELETE /v1/rotas/{rota}                                             | rota=theirs                        |  401  403  403  403  403  204
        DELETE /v1/rotas/{rota}                                             | rota=none                          |  401  404  404  404  404  404
        GET    /v1/rotas/{rota}/document                                    | rota=ours                          |  401  403  403  403  200  200
        GET    /v1/rotas/{rota}/document                                    | rota=theirs                        |  401  403  403  200  403  200
        GET    /v1/rotas/{rota}/document                                    | rota=none                          |  401  404  404  404  404  404
        PUT    /v1/rotas/{rota}/document                                    | rota=ours                          |  401  403  403  403  200  200
        PUT    /v1/rotas/{rota}/document                                    | rota=theirs                        |  401  403  403  200  403  200
        PUT    /v1/rotas/{rota}/document                                    | rota=none                          |  401  403  403  403  403  200

        GET    /v1/rotas/{rota}/on-duty                                     | rota=ours                          |  200  200  200  200  200  200
        GET    /v1/rotas/{rota}/on-duty                                     | rota=none                          |  404  404  404  404  404  404
        GET    /v1/rotas/{rota}/on-duty/stream                              | rota=ours                          |  200  200  200  200  200  200
        GET    /v1/rotas/{rota}/on-duty/stream                              | rota=none                          |  404  404  404  404  404  404
        GET    /v1/rotas/{rota}/schedule                                    | rota=ours ?window                  |  200  200  200  200  200  200
        GET    /v1/rotas/{rota}/schedule                                    | rota=none ?window                  |  404  404  404  404  404  404
        GET    /v1/rotas/{rota}/slots                                       | rota=ours ?window                  |  200  200  200  200  200  200
        GET    /v1/rotas/{rota}/slots                                       | rota=none ?window                  |  404  404  404  404  404  404

        GET    /v1/rotas/{rota}/organisations/{id}/calendar.ics             | rota=ours id=organisation          |  200  200  200  200  200  200
        GET    /v1/rotas/{rota}/organisations/{id}/calendar.ics             | rota=ours id=absent                |  404  404  404  404  404  404
        GET    /v1/rotas/{rota}/organisations/{id}/calendar.ics             | rota=none id=organisation          |  404  404  404  404  404  404

        GET    /v1/rotas/{rota}/office-hours                                | rota=ours                          |  200  200  200  200  200  200
        GET    /v1/rotas/{rota}/office-hours                                | rota=none                          |  404  404  404  404  404  404
        GET    /v1/rotas/{rota}/office-hours/{id}                           | rota=ours id=our-hours             |  200  200  200  200  200  200
        GET    /v1/rotas/{rota}/office-hours/{id}                           | rota=ours id=their-hours           |  404  404  404  404  404  404
        GET    /v1/rotas/{rota}/office-hours/{id}                           | rota=ours id=absent                |  404  404  404  404  404  404
        POST   /v1/rotas/{rota}/office-hours                                | rota=ours                          |  401  403  403  403  201  201
        POST   /v1/rotas/{rota}/office-hours                                | rota=theirs                        |  401  403  403  201  403  201
        POST   /v1/rotas/{rota}/office-hours                                | rota=none                          |  401  404  404  404  404  404
        PUT    /v1/rotas/{rota}/office-hours/{id}                           | rota=ours id=our-hours             |  401  403  403  403  200  200
        PUT    /v1/rotas/{rota}/office-hours/{id}                           | rota=ours id=their-hours           |  401  403  403  403  404  404
        PUT    /v1/rotas/{rota}/office-hours/{id}                           | rota=theirs id=their-hours         |  401  403  403  200  403  200
        PUT    /v1/rotas/{rota}/office-hours/{id}                           | rota=ours id=absent                |  401  403  403  403  404  404
        DELETE /v1/rotas/{rota}/office-hours/{id}                           | rota=ours id=our-hours             |  401  403  403  403  204  204
        DELETE /v1/rotas/{rota}/office-hours/{id}                           | rota=ours id=their-hours           |  401  403  403  403  404  404
        DELETE /v1/rotas/{rota}/office-hours/{id}                           | rota=theirs id=their-hours         |  401  403  403  204  403  204
        DELETE /v1/rotas/{rota}/office-hours/{id}                           | rota=ours id=absent                |  401  403  403  403  404  404
        PUT    /v1/rotas/{rota}/office-hours/{id}/slots/{date}              | rota=ours id=our-hours date=day    |  401  403  403  403  200  200
        PUT    /v1/rotas/{rota}/office-hours/{id}/slots/{date}              | rota=ours id=our-hours date=no-day |  401  403  403  403  404  404
        PUT    /v1/rotas/{rota}/office-hours/{id}/slots/{date}              | rota=ours id=their-hours date=day  |  401  403  403  403  404  404
        PUT    /v1/rotas/{rota}/office-hours/{id}/slots/{date}              | rota=theirs id=their-hours date=day|  401  403  403  200  403  200

        POST   /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims       | rota=ours id=our-hours date=day    |  401  403  201  403  201  403
        POST   /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims       | rota=ours id=our-hours date=no-day |  401  403  404  403  404  403
        POST   /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims       | rota=ours id=their-hours date=day  |  401  403  404  403  404  403
        POST   /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims       | rota=theirs id=their-hours date=day|  401  403  403  201  403  403
        POST   /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims       | rota=none id=our-hours date=day    |  401  404  404  404  404  404
        POST   /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims       | rota=ours id=our-hours date=day with volunteerId=bob    | 401 403 403 403 201 201
        POST   /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims       | rota=ours id=our-hours date=day with volunteerId=eve    | 401 403 403 403 400 400
        POST   /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims       | rota=ours id=our-hours date=day with volunteerId=absent | 401 403 403 403 400 400
        GET    /v1/rotas/{rota}/claims                                      | rota=ours                          |  401  200  200  200  200  200
        GET    /v1/rotas/{rota}/claims                                      | rota=ours ?volunteerId=me          |  401  200  200  200  200  200
        GET    /v1/rotas/{rota}/claims                                      | rota=ours ?volunteerId=bob         |  401  403  403  403  200  200
        GET    /v1/rotas/{rota}/claims                                      | rota=ours ?volunteerId=absent      |  401  403  403  403  200  200
        GET    /v1/rotas/{rota}/claims                                      | rota=none                          |  401  404  404  404  404  404
        DELETE /v1/rotas/{rota}/claims/{claimId}                            | rota=ours claimId=adas-claim       |  401  403  204  403  204  204
        DELETE /v1/rotas/{rota}/claims/{claimId}                            | rota=ours claimId=bobs-claim       |  401  403  403  403  204  204
        DELETE /v1/rotas/{rota}/claims/{claimId}                            | rota=ours claimId=eves-claim       |  401  404  404  404  404  404
        DELETE /v1/rotas/{rota}/claims/{claimId}                            | rota=ours claimId=absent           |  401  404  404  404  404  404
        POST   /v1/rotas/{rota}/office-hours/{id}/standing-claims           | rota=ours id=our-hours             |  401  403  201  403  201  403
        POST   /v1/rotas/{rota}/office-hours/{id}/standing-claims           | rota=ours id=their-hours           |  401  403  404  403  404  403
        POST   /v1/rotas/{rota}/office-hours/{id}/standing-claims           | rota=ours id=absent                |  401  403  404  403  404  403
        POST   /v1/rotas/{rota}/office-hours/{id}/standing-claims           | rota=ours id=our-hours with volunteerId=bob    | 401 403 403 403 201 201
        POST   /v1/rotas/{rota}/office-hours/{id}/standing-claims           | rota=ours id=our-hours with volunteerId=eve    | 401 403 403 403 400 400
        POST   /v1/rotas/{rota}/office-hours/{id}/standing-claims           | rota=ours id=our-hours with volunteerId=absent | 401 403 403 403 400 400
        GET    /v1/rotas/{rota}/standing-claims                             | rota=ours                          |  401  200  200  200  200  200
        GET    /v1/rotas/{rota}/standing-claims                             | rota=ours ?volunteerId=me          |  401  200  200  200  200  200
        GET    /v1/rotas/{rota}/standing-claims                             | rota=ours ?volunteerId=bob         |  401  403  403  403  200  200
        GET    /v1/rotas/{rota}/standing-claims                             | rota=ours ?volunteerId=absent      |  401  403  403  403  200  200
        GET    /v1/rotas/{rota}/standing-claims                             | rota=none                          |  401  404  404  404  404  404
        GET    /v1/me/standing-claims                                       |                                    |  401  200  200  200  200  200
        DELETE /v1/rotas/{rota}/standing-claims/{id}                        | rota=ours id=adas-standing         |  401  404  204  404  204  204
        DELETE /v1/rotas/{rota}/standing-claims/{id}                        | rota=ours id=bobs-standing         |  401  404  404  404  204  204
        DELETE /v1/rotas/{rota}/standing-claims/{id}                        | rota=ours id=eves-standing         |  401  404  404  404  404  404
        DELETE /v1/rotas/{rota}/standing-claims/{id}                        | rota=ours id=absent                |  401  404  404  404  404  404

        GET    /v1/rotas/{rota}/members                                     | rota=ours                          |  401  403  403  403  200  200
        GET    /v1/rotas/{rota}/members                                     | rota=theirs                        |  401  403  403  200  403  200
        GET    /v1/rotas/{rota}/members                                     | rota=none                          |  401  404  404  404  404  404
        PUT    /v1/rotas/{rota}/members/{volunteerId}                       | rota=ours volunteerId=bob          |  401  403  403  403  200  200
        PUT    /v1/rotas/{rota}/members/{volunteerId}                       | rota=ours volunteerId=me           |  401  403  403  403  200  200
        PUT    /v1/rotas/{rota}/members/{volunteerId}                       | rota=ours volunteerId=eve          |  401  403  403  403  404  200
        PUT    /v1/rotas/{rota}/members/{volunteerId}                       | rota=ours volunteerId=absent       |  401  403  403  403  404  404
        PUT    /v1/rotas/{rota}/members/{volunteerId}                       | rota=none volunteerId=bob          |  401  404  404  404  404  404
        DELETE /v1/rotas/{rota}/members/{volunteerId}                       | rota=ours volunteerId=bob          |  401  403  403  403  204  204
        DELETE /v1/rotas/{rota}/members/{volunteerId}                       | rota=ours volunteerId=eve          |  401  403  403  403  404  404
        DELETE /v1/rotas/{rota}/members/{volunteerId}                       | rota=ours volunteerId=absent       |  401  403  403  403  404  404

        GET    /v1/rotas/{rota}/invitations                                 | rota=ours                          |  401  403  403  403  200  200
        GET    /v1/rotas/{rota}/invitations                                 | rota=none                          |  401  404  404  404  404  404
        POST   /v1/rotas/{rota}/invitations                                 | rota=ours                          |  401  403  403  403  201  201
        POST   /v1/rotas/{rota}/invitations                                 | rota=theirs                        |  401  403  403  201  403  201
        POST   /v1/rotas/{rota}/invitations                                 | rota=none                          |  401  404  404  404  404  404
        DELETE /v1/rotas/{rota}/invitations/{id}                            | rota=ours id=our-invitation        |  401  403  403  403  204  204
        DELETE /v1/rotas/{rota}/invitations/{id}                            | rota=ours id=their-invitation      |  401  403  403  403  404  404
        DELETE /v1/rotas/{rota}/invitations/{id}                            | rota=ours id=absent                |  401  403  403  403  404  404
        POST   /v1/rotas/{rota}/join                                        | rota=ours                          |  401  202  200  202  200  202
        POST   /v1/rotas/{rota}/join                                        | rota=theirs                        |  401  403  403  200  403  403
        POST   /v1/rotas/{rota}/join                                        | rota=none                          |  401  404  404  404  404  404
        GET    /v1/rotas/{rota}/join-requests                               | rota=ours                          |  401  403  403  403  200  200
        GET    /v1/rotas/{rota}/join-requests                               | rota=none                          |  401  404  404  404  404  404
        PUT    /v1/rotas/{rota}/join-requests/{volunteerId}                 | rota=ours volunteerId=asker        |  401  403  403  403  200  200
        PUT    /v1/rotas/{rota}/join-requests/{volunteerId}                 | rota=ours volunteerId=bob          |  401  403  403  403  404  404
        PUT    /v1/rotas/{rota}/join-requests/{volunteerId}                 | rota=ours volunteerId=absent       |  401  403  403  403  404  404
        DELETE /v1/rotas/{rota}/join-requests/{volunteerId}                 | rota=ours volunteerId=asker        |  401  403  403  403  204  204
        DELETE /v1/rotas/{rota}/join-requests/{volunteerId}                 | rota=ours volunteerId=absent       |  401  403  403  403  404  404
        DELETE /v1/rotas/{rota}/join-requests/{volunteerId}                 | rota=ours volunteerId=me           |  401  404  404  404  404  404

        GET    /v1/volunteers                                               |                                    |  401  200  200  200  200  200
        POST   /v1/volunteers                                               |                                    |  401  403  403  201  201  201
        GET    /v1/volunteers/{id}                                          | id=me                              |  401  200  200  200  200  200
        GET    /v1/volunteers/{id}                                          | id=bob                             |  401  404  404  404  200  200
        GET    /v1/volunteers/{id}                                          | id=eve                             |  401  404  404  200  404  200
        GET    /v1/volunteers/{id}                                          | id=asker                           |  401  404  404  404  404  200
        GET    /v1/volunteers/{id}                                          | id=absent                          |  401  404  404  404  404  404
        PUT    /v1/volunteers/{id}                                          | id=me                              |  401  200  200  200  200  200
        PUT    /v1/volunteers/{id}                                          | id=bob                             |  401  404  404  404  200  200
        PUT    /v1/volunteers/{id}                                          | id=eve                             |  401  404  404  200  404  200
        PUT    /v1/volunteers/{id}                                          | id=asker                           |  401  404  404  404  404  200
        PUT    /v1/volunteers/{id}                                          | id=absent                          |  401  404  404  404  404  404
        DELETE /v1/volunteers/{id}                                          | id=me                              |  401  204  204  204  204  409
        DELETE /v1/volunteers/{id}                                          | id=bob                             |  401  404  404  404  204  204
        DELETE /v1/volunteers/{id}                                          | id=eve                             |  401  404  404  204  404  204
        DELETE /v1/volunteers/{id}                                          | id=absent                          |  401  404  404  404  404  404
        GET    /v1/me                                                       |                                    |  401  200  200  200  200  200
        PUT    /v1/me                                                       |                                    |  401  200  200  200  200  200
        DELETE /v1/me                                                       |                                    |  401  204  204  204  204  409
        GET    /v1/me/export                                                |                                    |  401  200  200  200  200  200
        GET    /v1/me/sessions                                              |                                    |  401  200  200  200  200  200
        DELETE /v1/me/sessions/{id}                                         | id=my-session                      |  401  204  204  204  204  204
        DELETE /v1/me/sessions/{id}                                         | id=bobs-session                    |  401  404  404  404  404  404
        DELETE /v1/me/sessions/{id}                                         | id=absent                          |  401  404  404  404  404  404
        GET    /v1/me/claims                                                |                                    |  401  200  200  200  200  200

        POST   /v1/me/calendar                                              |                                    |  401  201  201  201  201  201
        DELETE /v1/me/calendar                                              |                                    |  401  204  204  204  204  204

        GET    /v1/audit                                                    |                                    |  401  403  403  403  403  200
        GET    /v1/rotas/{rota}/audit                                       | rota=ours                          |  401  403  403  403  200  200
        GET    /v1/rotas/{rota}/audit                                       | rota=theirs                        |  401  403  403  200  403  200
        GET    /v1/rotas/{rota}/audit                                       | rota=none                          |  401  404  404  404  404  404

        GET    /v1/organisations                                            |                                    |  200  200  200  200  200  200
        POST   /v1/organisations                                            |                                    |  401  403  403  201  201  201
        GET    /v1/organisations/{id}                                       | id=organisation                    |  200  200  200  200  200  200
        GET    /v1/organisations/{id}                                       | id=absent                          |  404  404  404  404  404  404
        PUT    /v1/organisations/{id}                                       | id=organisation                    |  401  403  403  200  200  200
        PUT    /v1/organisations/{id}                                       | id=absent                          |  401  403  403  404  404  404
        DELETE /v1/organisations/{id}                                       | id=organisation                    |  401  403  403  204  204  204
        DELETE /v1/organisations/{id}                                       | id=absent                          |  401  403  403  404  404  404

        GET    /v1/tokens                                                   |                                    |  401  200  200  200  200  200
        GET    /v1/tokens                                                   | ?volunteerId=me                    |  401  200  200  200  200  200
        GET    /v1/tokens                                                   | ?volunteerId=bob                   |  401  403  403  403  403  200
        GET    /v1/tokens                                                   | ?volunteerId=absent                |  401  403  403  403  403  200
        POST   /v1/tokens                                                   |                                    |  401  201  201  201  201  201
        POST   /v1/tokens                                                   | with volunteerId=bob               |  401  403  403  403  403  201
        POST   /v1/tokens                                                   | with volunteerId=absent            |  401  403  403  403  403  400
        DELETE /v1/tokens/{id}                                              | id=my-token                        |  401  204  204  204  204  204
        DELETE /v1/tokens/{id}                                              | id=bobs-token                      |  401  404  404  404  404  204
        DELETE /v1/tokens/{id}                                              | id=absent                          |  401  404  404  404  404  404
        """;

    public static IReadOnlyList<AccessRow> Rows { get; } =
    [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1).Select(AccessRow.Parse)];
}

/// <param name="Operation">As the document has it, `GET /v1/me`.</param>
/// <param name="Places">By the name of the path parameter, which thing.</param>
/// <param name="Query">Null for none.</param>
/// <param name="Extra">A member of the body and its thing; null for none.</param>
/// <param name="Expected">A status for each of <see cref="AccessTable.Sorts"/>.</param>
internal sealed record AccessRow(
    string Operation,
    IReadOnlyDictionary<string, string> Places,
    string? Query,
    (string Member, string Thing)? Extra,
    IReadOnlyList<int> Expected
)
{
    public string Method => Operation.Split(' ')[0];

    public string Path => Operation.Split(' ')[1];

    public static AccessRow Parse(string line)
    {
        var columns = line.Split('|', StringSplitOptions.TrimEntries);
        var halves = columns[1].Split("with ", StringSplitOptions.TrimEntries);
        var things = halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new AccessRow(
            string.Join(' ', columns[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            things
                .Where(thing => thing[0] != '?')
                .Select(thing => thing.Split('='))
                .ToDictionary(pair => pair[0], pair => pair[1]),
            things.SingleOrDefault(thing => thing[0] == '?')?[1..],
            halves.Length == 1 ? null : (halves[1].Split('=')[0], halves[1].Split('=')[1]),
            [
                .. columns[2]
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(status => int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)),
            ]
        );
    }

    public override string ToString() =>
        $"{Operation} {string.Join(' ', Places.Select(place => $"{place.Key}={place.Value}"))} {Query} {Extra?.Thing}";
}
