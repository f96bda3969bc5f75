// <geek-on-duty rota="ceph">fallback</geek-on-duty>: who is on duty now, on any site.
//
// Attributes: rota, live (tell changes at once), theme (light or dark); lang and dir count as they are inherited.
// The server puts a line before this: const english = {…}, languages = "ar de …", textsAt = "/widget/…/".
// It leaves out lines of comment, indentation and blanks around punctuation, but for those between double quotes.

const { origin } = new URL(import.meta.url);
const patience = 8e3;
const texts = {};

// By the server's clock as its last answer gave it.
let now = Date.now;

const get = (path, cache) =>
  fetch(origin + path, { credentials: "omit", cache, signal: AbortSignal.timeout(patience) });

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; color-scheme: light dark }
  :host([hidden]) { display: none }
  :host([theme=light]) { color-scheme: light }
  :host([theme=dark]) { color-scheme: dark }
  [part=card] {
    box-sizing: border-box;
    min-height: var(--duty-min-height, 15em);
    padding: 1em;
    border: 1px solid var(--duty-border, light-dark(#d0d7de, #3d444d));
    border-radius: var(--duty-radius, .5em);
    background: var(--duty-background, light-dark(#fff, #161b22));
    color: var(--duty-color, light-dark(#1f2328, #e6edf3));
    font: var(--duty-font, 1rem/1.5 system-ui, sans-serif);
    overflow-wrap: anywhere
  }
  p, ul { margin: 0 0 .4em; padding: 0 }
  p, li { display: flex; flex-wrap: wrap; gap: 0 .6em; align-items: center }
  a { color: var(--duty-link, light-dark(#0550ae, #79b8ff)) }
  [part~=state], [part=name] { font-weight: 600 }
  [part~=state]::before { content: "●" / "" }
  [part~=staffed] { color: var(--duty-staffed, light-dark(#1a7f37, #56d364)) }
  [part=time], [part=notice] { color: var(--duty-muted, light-dark(#59636e, #9da7b3)) }
  [part=time] { flex-basis: 100% }
  img { width: 2.5em; height: 1.5em; object-fit: contain; vertical-align: middle; margin-inline-end: .5em }
`);

const element = (tag, part, ...children) => {
  const made = document.createElement(tag);
  made.part = part;
  made.append(...children);
  return made;
};

// What somebody wrote, in whatever script; a link where that leads somewhere safe.
const text = (part, words, url) => {
  const made = element(/^(https?|ircs?|mailto|matrix|xmpp|tel|sips?):/i.test(url) ? "a" : "span", part, words);
  made.dir = "auto";
  made.href = url;
  return made;
};

// A live region tells what is exchanged in it: only what differs.
const exchange = (box, ...children) => {
  const made = box.cloneNode();
  made.append(...children);
  box.isEqualNode(made) || box.replaceChildren(...made.childNodes);
};

// Keeps a widget as it should be. Returns how to end that.
const keep = (widget, card) => {
  const [status, more, slot] = card.children;
  const rota = encodeURIComponent(widget.getAttribute("rota"));
  const path = "/v1/rotas/" + rota + "/on-duty";
  let due = 0, fails = 0, answer, until, heard, timer, stream, isOver;

  const draw = async () => {
    const language = /^[a-z]{2,3}/i.exec(widget.closest("[lang]")?.lang || navigator.language)?.[0].toLowerCase() ?? "en";
    const words = await (texts[language] ??= languages.includes(language)
      ? get(textsAt + language + ".json").then((response) => response.json()).catch(() => english)
      : english);
    if (isOver) {
      return;
    }
    // The visitor's own locale, if it is one of the language of the page, has the right clock of 12 or 24 hours.
    const locale = navigator.languages.find((each) => each.startsWith(language)) ?? language;
    // As in `Fri 20 Nov, 14:00–17:00 (UTC+5:45)`, without the day today.
    const times = ({ startsAt, endsAt = startsAt }) => {
      const ends = [startsAt, endsAt].map((end) => new Date(end));
      const format = new Intl.DateTimeFormat(locale, {
        hour: "numeric",
        minute: "2-digit",
        ...(ends.every((end) => end.toDateString() == new Date(now()).toDateString()) || { weekday: "short", day: "numeric", month: "short" }),
      });
      // Two on the night of a change of the clock.
      const offsets = ends.map((end) => end.toLocaleString("en", { timeZoneName: "shortOffset" }).split(/GMT(?:.0$)?/)[1].replace("-", "−"));
      return element("time", "time", format.formatRange(...ends) + " (UTC" + [...new Set(offsets)].join(" – UTC") + ")");
    };
    const who = ({ name, organisation }) => [
      text("name", name),
      organisation && organisation.name != name ? text("organisation", organisation.name, organisation.url) : "",
    ];
    const person = (duty) => {
      const row = element("li", "person", ...who(duty));
      const url = duty.organisation?.logoUrl;
      if (url) {
        // In a line of text, one that does not load takes no room.
        const logo = element("img", "logo");
        logo.alt = "";
        logo.src = origin + "/" + rota + "/logo?url=" + encodeURIComponent(url);
        row.firstChild.prepend(logo);
      }
      row.append(...duty.contacts.map(({ kind, value, url }) => text("contact", kind + ": " + value, url)), times(duty));
      return row;
    };
    const soon = (duty, ...said) => element("p", "next", words.next + " ", ...said, times(duty));

    // When it should have changed there are a few seconds to ask; then it counts no more.
    const holds = answer && now() < until + (fails ? 0 : patience / 2);
    const state = holds ? answer.state : fails && "unknown";
    const next = holds && answer.next;
    // They never start after the next newcomer comes. If they start before, those who are on duty now hold them, or nobody does.
    const hours = holds && answer.nextOfficeHours;
    card.lang = words.lang;
    card.dir = widget.closest("[dir]") ? "" : words.dir;
    slot.hidden = holds;
    exchange(
      status,
      state ? element("p", "state " + state, words[state]) : "",
      holds
        ? element("ul", "people", ...answer.onDuty.map(person))
        : state && answer
          ? element("p", "last", words.last, times({ startsAt: heard }))
          : "",
    );
    exchange(
      more,
      hours && hours.startsAt != next?.startsAt
        ? soon(hours, ...hours.names.map((each) => text("name", each)), words[hours.held ? "again" : "nobody"])
        : "",
      next ? soon(next, ...next.onDuty.flatMap(who)) : "",
      state && answer
        ? element("p", "channels", ...answer.channels.map(({ label, url }) => text("channel", label, url)))
        : "",
      state && answer ? text("notice", answer.notice) : "",
    );
  };

  const rest = () => {
    clearTimeout(timer);
    stream = stream?.close();
  };

  // Asks if it is time, else looks again later: in a minute, as the device may sleep meanwhile and timers reach 24 days.
  const look = () => {
    clearTimeout(timer);
    if (document.hidden || isOver) {
      rest();
    } else if (due > now()) {
      timer = setTimeout(look, Math.min(due - now(), 6e4));
      if (answer && !fails && !stream && widget.hasAttribute("live")) {
        stream = new EventSource(origin + path + "/stream");
        stream.addEventListener("on-duty", ({ data }) => tell(JSON.parse(data)));
        stream.onerror = () => fail();
      }
    } else {
      ask();
    }
  };

  const wait = (time) => {
    due = now() + time;
    draw();
    look();
  };

  const ask = async () => {
    wait(patience * 2);
    setTimeout(draw, patience / 2);
    let rarely;
    try {
      const response = await get(path, "no-cache");
      rarely = response.status == 404;
      // Its seconds are cut off: this clock is late rather than early. Of the device's clocks one may be set, the other may sleep with it.
      const date = Date.parse(response.headers.get("date")) + response.headers.get("age") * 1e3 || Date.now();
      const byClock = date - Date.now();
      const byTicks = date - performance.now();
      now = () => Math.max(Date.now() + byClock, performance.now() + byTicks);
      tell(await response.json());
    } catch {
      fail(rarely);
    }
  };

  const tell = (told) => {
    const ends = Date.parse(told.until) || Infinity;
    if (!told.state || ends <= now()) {
      throw told;
    }
    answer = told;
    until = ends;
    heard = now();
    fails = 0;
    wait(until - heard + Math.random() * 2e3);
  };

  const fail = (rarely) => {
    rest();
    fails++;
    wait((rarely ? 36e5 : Math.min(1e3 * 2 ** fails, 6e5)) * (.5 + Math.random()));
  };

  // Somebody looks away, or looks again.
  const turn = () => {
    due = stream || fails ? 0 : due;
    look();
  };

  document.addEventListener("visibilitychange", turn);
  draw();
  look();
  return () => {
    isOver = 1;
    document.removeEventListener("visibilitychange", turn);
    rest();
  };
};

class GeekOnDuty extends HTMLElement {
  static observedAttributes = ["rota", "live", "lang", "dir"];
  #card = element("div", "card", element("div", "status"), element("div", "more"), element("slot", "fallback"));
  #end;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.#card);
    this.#card.firstChild.role = "status";
  }

  connectedCallback() {
    this.#end = keep(this, this.#card);
  }

  disconnectedCallback() {
    this.#end();
    this.#end = 0;
  }

  attributeChangedCallback() {
    if (this.#end) {
      this.#end();
      this.connectedCallback();
    }
  }
}

customElements.get("geek-on-duty") || customElements.define("geek-on-duty", GeekOnDuty);
