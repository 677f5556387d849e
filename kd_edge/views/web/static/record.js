// A session of recording: kd-edge leads, this page shows where it stands and passes on what the person wishes.
import { Traces } from "./traces.js";
import { Health } from "./health.js";
import { byId, connect, link, notice, readSamples, themes } from "./kit.js";

const REST = "rest", SHOWN = 40, SURE_MS = 3000;
const KEYS = { r: "retake", n: "next", p: "pause", " ": "pause", q: "stop" };
const stats = { redraws: 0, samples: {}, delays: [], takes: 0, lost: 0, over: false };
window.kdEdge = stats; // for people who measure

let hello = null, traces = [], health = null, newest_s = 0, status = null, arrived_ms = 0, say = () => {}, sure_ms = 0;
const named = (label) => label ?? REST;

function begin(event) {
  hello = event;
  byId("bundle").textContent = `${hello.person} · ${hello.name}.npz`;
  document.title = `${hello.person} · kd-edge record`;
  byId("traces").replaceChildren();
  byId("takes").replaceChildren();
  traces = hello.streams.map((stream) => new Traces(stream, byId("traces")));
  health = new Health(byId("health"), { known: false });
  stats.samples = Object.fromEntries(hello.streams.map((stream) => [stream.name, 0]));
  link("live", "live");
}

function takeSamples(buffer) {
  const { number, count, time_s, values } = readSamples(buffer);
  if (!traces[number]) return;
  traces[number].add(values, count, time_s);
  stats.samples[traces[number].name] += count;
  newest_s = Math.max(time_s < newest_s - 1 ? 0 : newest_s, traces[number].newest_s);
}

function takeEvent(event) {
  if (event.event === "hello") return begin(event);
  if (event.event === "status") return stand(event);
  if (event.event === "progress") return progress(event);
  if (event.event === "taken") return taken(event);
  if (event.event === "dropped") return entry(event.take, event.label, "again", "refused, as you wish");
  if (event.event === "health") { stats.lost = event.counters.lost; return health.take(event); }
  if (event.event === "lost") return link("lost", "device gone; trying again");
  if (event.event === "returned") return link("live", "live");
  if (event.event === "remark") return health.remark(event.text);
  if (event.event === "recording" && status?.state === "follows") return write({ label: named(event.label), hint: "as the source says" });
  if (event.event === "finished" || event.event === "failed") return end(event);
}

function write({ which, label, hint, count }) {
  if (which !== undefined) byId("which").textContent = which;
  if (label !== undefined) byId("label").textContent = label;
  if (hint !== undefined) byId("hint").textContent = hint;
  if (count !== undefined) byId("count").textContent = count;
}

// Where the session stands; the number is drawn between two of these messages, too.
function stand(event) {
  const before = status;
  status = event;
  arrived_ms = performance.now();
  byId("ask").dataset.state = event.state;
  const then = event.next ? `then ${named(event.next.label)}` : "the last one";
  if (event.state === "now") write({ which: "Now", label: named(event.label), hint: event.label === null ? "no sign; move if you like" : then });
  else if (event.state === "soon") write({ which: "Next", label: named(event.label), hint: event.label === null ? "no sign; move if you like" : then });
  else if (event.state === "ready") write({ which: "Ready when you are", label: named(event.label), hint: "Start counts down to the first take", count: "▸" });
  else if (event.state === "held") write({ which: "Waiting", label: named(event.label), hint: "nothing is recorded", count: "⏸" });
  else if (event.state === "waits") write({ which: "Waiting for samples", label: named(event.label), hint: "", count: "–" });
  else if (before?.state !== event.state) write({ which: "As the source says", label: "–", hint: "", count: "●" });
  byId("pause").firstChild.textContent = { ready: "Start", held: "Go on" }[event.state] ?? "Pause";
  byId("retake").title = event.state === "now" ? "this take again" : "the last take again";
  byId("retake").disabled = event.state === "follows" || event.state === "ready" || (event.state !== "now" && !stats.takes);
  byId("next").disabled = !["soon", "held", "ready"].includes(event.state);
  byId("pause").disabled = event.state === "follows";
  mark();
  if (before && before.state !== event.state && (event.state === "now" || before.state === "now")) tone(event.state === "now" ? 880 : 440);
}

function progress({ signs, refused }) {
  const kept = signs.reduce((sum, sign) => sum + sign.kept, 0), of = signs.reduce((sum, sign) => sum + sign.of, 0);
  byId("done").style.width = `${of ? Math.min(100, (100 * kept) / of) : 0}%`;
  byId("share").textContent = `${of ? `${kept} of ${of}` : kept} recorded${refused ? `, ${refused} refused and kept apart` : ""}`;
  byId("signs").replaceChildren(...signs.map((sign) => {
    const chip = document.createElement("span"), count = document.createElement("small");
    chip.textContent = named(sign.label);
    chip.dataset.label = named(sign.label);
    chip.className = sign.of && sign.kept >= sign.of ? "full" : "";
    count.textContent = sign.of ? `${sign.kept}/${sign.of}` : sign.kept;
    chip.append(count);
    return chip;
  }));
  mark();
}

function mark() {
  const asked = status && "label" in status && status.state !== "follows" ? named(status.label) : null;
  for (const chip of byId("signs").children) chip.classList.toggle("asked", chip.dataset.label === asked);
}

function taken({ take, label, kept, findings }) {
  const texts = findings.map(({ text, advice }) => `${text}: ${advice}`);
  entry(take, label, kept ? (findings.length ? "note" : "good") : "refused", texts.join("; "));
}

function entry(take, label, verdict, text) {
  stats.takes += verdict !== "again";
  const line = document.createElement("li");
  line.dataset.take = take;
  for (const [tag, words, style] of [["span", named(label), ""], ["span", verdict === "again" ? "refused" : verdict, verdict], ["p", text, ""]]) {
    const part = document.createElement(tag);
    part.textContent = words;
    part.className = style;
    line.append(part);
  }
  byId("takes").prepend(line);
  while (byId("takes").children.length > SHOWN) byId("takes").lastChild.remove();
}

function end(event) {
  stats.over = true;
  status = null;
  byId("ask").dataset.state = event.event;
  byId("buttons").hidden = true;
  link("ended", "ended");
  write(event.event === "finished"
    ? { which: "The session is over", label: event.kept ? `${event.kept} takes` : "no take", count: "✓",
        hint: (event.archive ? `written to ${event.archive}` : "no archive was written") + (event.dropped ? `; ${event.dropped} refused, kept apart` : "") }
    : { which: "The session was ended by an error", label: event.reason, count: "!", hint: "what was recorded is safe in the journal; see the terminal" });
}

function draw() {
  requestAnimationFrame(draw);
  for (const trace of traces) trace.draw(newest_s);
  if (health) health.frame(stats);
  stats.redraws += 1;
  const counted = status?.until_s !== null && status?.until_s !== undefined && (status.state === "now" || status.state === "soon");
  const whole_s = status?.state === "now" ? hello.take_s : hello?.pause_s;
  const until_s = counted ? Math.max(0, status.until_s - (performance.now() - arrived_ms) / 1000) : 0;
  const share = !counted ? (stats.over ? 1 : 0) : status.state === "now" ? 1 - until_s / whole_s : until_s / Math.max(whole_s, 1e-9);
  byId("arc").style.strokeDasharray = `${Math.min(1, Math.max(0, share))} 1`;
  if (counted) byId("count").textContent = status.state === "now" ? until_s.toFixed(1) : Math.max(1, Math.ceil(until_s));
}

function wish(what) {
  if (what === "stop" && performance.now() > sure_ms) { // a finger slips; ask once more
    sure_ms = performance.now() + SURE_MS;
    byId("stop").firstChild.textContent = "Really?";
    byId("stop").classList.add("sure");
    setTimeout(() => { byId("stop").firstChild.textContent = "End"; byId("stop").classList.remove("sure"); }, SURE_MS);
    return;
  }
  if (!byId(what).disabled) say(what);
}

let audio = null;

function tone(hertz) {
  navigator.vibrate?.(hertz > 500 ? 120 : 60);
  if (!audio) return;
  const source = audio.createOscillator(), level = audio.createGain();
  source.frequency.value = hertz;
  level.gain.setValueAtTime(0.15, audio.currentTime);
  level.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.18);
  source.connect(level).connect(audio.destination);
  source.start();
  source.stop(audio.currentTime + 0.2);
}

byId("sound").onclick = () => {
  audio?.close();
  audio = audio ? null : new AudioContext();
  byId("sound").setAttribute("aria-pressed", String(audio !== null));
};
for (const what of Object.values(KEYS)) byId(what).onclick = (event) => { event.currentTarget.blur(); wish(what); };
addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  wish(KEYS[event.key]);
});
themes(() => traces.forEach((trace) => trace.recolour()));
addEventListener("resize", () => traces.forEach((trace) => trace.resize()));
say = connect({ text: takeEvent, bytes: takeSamples, over: () => stats.over, opened: () => notice(null) });
requestAnimationFrame(draw);
