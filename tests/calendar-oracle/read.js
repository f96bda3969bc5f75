// Reads a calendar from standard input with ical.js, and says in JSON what it found. Throws on anything that it does not understand.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
// RFC 7986 §5.1, which it does not know.
ICAL.design.icalendar.property.name = { defaultType: "text" };
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const value = (component, name) => component.getFirstPropertyValue(name);
const properties = (component) => new Set(component.getAllProperties().map((property) => property.name));
// Through the machine's own zone and back: what is UTC in the file stays the instant that it is.
const instant = (time) => time.toJSDate().toISOString().replace(".000Z", "Z");

const twice = (component) => [...properties(component)].filter((name) => component.getAllProperties(name).length > 1);

console.log(
  JSON.stringify({
    name: value(calendar, "name"),
    description: value(calendar, "description"),
    zone: value(calendar, "x-wr-timezone"),
    refresh: value(calendar, "refresh-interval")?.toString() ?? null,
    properties: [...properties(calendar)],
    components: calendar.getAllSubcomponents().map((component) => component.name),
    events: calendar.getAllSubcomponents("vevent").map((event) => ({
      uid: value(event, "uid"),
      sequence: value(event, "sequence"),
      stamp: instant(value(event, "dtstamp")),
      modified: instant(value(event, "last-modified")),
      start: instant(value(event, "dtstart")),
      end: instant(value(event, "dtend")),
      status: value(event, "status"),
      transp: value(event, "transp"),
      summary: value(event, "summary"),
      description: value(event, "description"),
      url: value(event, "url"),
    })),
    errors: [calendar, ...calendar.getAllSubcomponents("vevent")].flatMap(twice),
  }),
);
