// A real mail server for the tests (npm smtp-server): STARTTLS, AUTH LOGIN, nothing without both. What it takes goes to the standard output, a JSON object a line.
const fs = require("node:fs");
const { SMTPServer } = require("smtp-server");

const { PORT = "0", CERTIFICATE, KEY, USER, PASSWORD, HIDE_STARTTLS, REFUSE } = process.env;
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
let refusals = Number(REFUSE ?? "0");

const server = new SMTPServer({
  secure: false,
  cert: CERTIFICATE && fs.readFileSync(CERTIFICATE),
  key: KEY && fs.readFileSync(KEY),
  hideSTARTTLS: HIDE_STARTTLS === "1",
  authMethods: ["LOGIN"],
  logger: false,
  onAuth(auth, session, done) {
    const known = auth.username === USER && auth.password === PASSWORD;
    done(known ? null : new Error("Wrong name or password"), known ? { user: auth.username } : undefined);
  },
  // As servers put off whom they do not know.
  onRcptTo(address, session, done) {
    done(refusals-- > 0 ? Object.assign(new Error("Try again later"), { responseCode: 450 }) : null);
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      say({
        secure: session.secure,
        user: session.user,
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map((each) => each.address),
        raw: Buffer.concat(chunks).toString("latin1"),
      });
      done();
    });
  },
});
server.on("error", () => {});
server.listen(Number(PORT), "127.0.0.1", () => say({ port: server.server.address().port }));
process.stdin.on("end", () => process.exit(0)).resume();
