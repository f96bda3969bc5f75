"""Reads a calendar from standard input with icalendar, and says in JSON what it found, as read.js does.

icalendar 4 undoes escapes in the wrong order (`C:\\\\new` becomes a line break) and takes %2C for a comma, so texts are taken from its unfolded lines."""
import json
import re
import sys
from datetime import timezone

from icalendar import Calendar
from icalendar.parser import Contentlines

data = sys.stdin.buffer.read()
calendar = Calendar.from_ical(data)


def texts():
    """Per component, in the order of the file, its lines by name."""
    found, open_ = [], []
    for line in Contentlines.from_ical(data):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_.append((value, {}))
        elif name == "END":
            found.append(open_.pop())
        elif name:
            open_[-1][1][name.partition(";")[0]] = re.sub(
                r"\\(.)", lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], value
            )
    return found


def instant(component, name):
    moment = component[name].dt
    assert moment.tzinfo is not None, f"{name} floats"
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


of_events = [lines for name, lines in texts() if name == "VEVENT"]
of_calendar = next(lines for name, lines in texts() if name == "VCALENDAR")
components = [calendar] + calendar.subcomponents
json.dump(
    {
        "name": of_calendar.get("NAME"),
        "description": of_calendar.get("DESCRIPTION"),
        "zone": of_calendar.get("X-WR-TIMEZONE"),
        "refresh": of_calendar.get("REFRESH-INTERVAL"),
        "properties": [name.lower() for name in calendar.keys()],
        "components": [component.name.lower() for component in calendar.subcomponents],
        "events": [
            {
                "uid": lines["UID"],
                "sequence": int(event["SEQUENCE"]),
                "stamp": instant(event, "DTSTAMP"),
                "modified": instant(event, "LAST-MODIFIED"),
                "start": instant(event, "DTSTART"),
                "end": instant(event, "DTEND"),
                "status": str(event["STATUS"]),
                "transp": str(event["TRANSP"]),
                "summary": lines["SUMMARY"],
                "description": lines["DESCRIPTION"],
                "url": lines["URL"],
            }
            for event, lines in zip(calendar.walk("VEVENT"), of_events)
        ],
        "errors": [f"{component.name} {error}" for component in components for error in component.errors],
    },
    sys.stdout,
)
