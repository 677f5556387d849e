// The page: the worker recognises, this shows what it says; sources hand their bytes through to it.
import { byId, link, notice, themes } from "./kit.js";
import { Traces } from "./traces.js";
import { Timeline } from "./timeline.js";
import { Scores } from "./scores.js";
import { Health } from "./health.js";
import { Latency } from "./latency.js";
import { keepOffline } from "./keeping.js";
import { openBluetooth, openMotion, openSerial, lacking } from "./sources.js";

const stats = { redraws: 0, hops: 0, signs: 0, samples: {}, delays: [], events: [], keep: false, ready: false, checked: null, report: null, played: 0, counters: null, real_time_s: 6, listen_ms: 3000 };
window.kdEdge = stats; // for people who measure

const worker = new Worker("worker.js", { type: "module" });
const ask = (what, given = {}, moved = []) => worker.postMessage({ ask: what, ...given }, moved);

let about = null, commands = null, traces = [], timeline, scores, health, latency, newest_s = 0, arrived = [], source = null, told_ms = 0, begun = false;

function begin(bundle) {
  about = bundle;
  byId("bundle").textContent = about.bundle;
  document.title = `${about.bundle} · kd-edge`;
  traces = about.streams.map((stream) => new Traces(stream, byId("traces")));
  timeline = new Timeline(byId("timeline"), byId("history"));
  scores = new Scores(about, byId("scores"), byId("activity"), matchMedia("(max-width: 56rem)").matches ? 6 : 12);
  health = new Health(byId("health"), timeline);
  latency = new Latency(byId("histogram"), byId("percentiles"));
  stats.samples = Object.fromEntries(about.streams.map((stream) => [stream.name, 0]));
  for (const [name, reason] of Object.entries(lacking(about))) {
    byId(name).classList.toggle("lacking", reason !== null);
    if (reason !== null) byId(name).title = reason;
  }
  link("ended", navigator.onLine ? "ready" : "ready, offline");
  stats.ready = true;
}

// What the worker heard.
function take({ events, samples, counters }) {
  for (const { number, count, time_s, values } of samples) {
    const trace = traces[number];
    stats.samples[trace.name] += count;
    if (time_s < newest_s - 1) { newest_s = 0; timeline.clear(); }
    trace.add(values, count, time_s);
    newest_s = Math.max(newest_s, trace.newest_s);
    arrived.push(Date.now());
  }
  for (const event of events) takeEvent(event);
  if (counters) stats.counters = counters;
  if (counters && performance.now() - told_ms > 500) {
    told_ms = performance.now();
    health.take({ counters: { ...counters, reconnects: 0 }, latency_ms: latency.median, dropped: counters.refused });
  }
}

function takeEvent(event) {
  if (stats.keep) stats.events.push(event);
  if (event.event === "hop") {
    stats.hops += 1;
    newest_s = Math.max(newest_s, event.time_s);
    latency.take(event.latency_ms);
    scores.take(event);
  } else if (event.event === "sign") {
    stats.signs += 1;
    const right = timeline.sign(event);
    byId("sign").textContent = event.label;
    byId("sign").className = `sign fresh${right === false ? " wrong" : ""}`;
    byId("sign-note").textContent =
      `${Math.round(event.confidence * 100)} % at ${event.time_s.toFixed(1)} s, decided in ${event.latency_ms.toFixed(2)} ms`;
    navigator.vibrate?.(20);
  } else if (event.event === "truth") timeline.truth(event);
  else if (event.event === "remark") health.remark(event.text);
  else if (event.event === "refused") notice(`A source samples as the bundle's training data were sampled; ${event.text}.`);
  else if (event.event === "ended" && source?.name !== "recording") link("ended", "ended");
  else if (event.event === "played") played(event);
}

// A file is at its end, with the protocol's own end in it or without.
function played({ frames }) {
  stats.played += 1;
  if (source?.name !== "open") return;
  link("ended", "ended");
  if (frames === 0) notice("Nothing of kd-edge's protocol is in this file: choose bytes that were logged from a board's port.");
}

function draw() {
  requestAnimationFrame(draw);
  if (!about) return;
  if (arrived.length) {
    for (const trace of traces) trace.draw(newest_s);
    timeline.draw(newest_s);
    latency.draw();
  }
  scores.draw();
  if (timeline.last_s !== null && newest_s - timeline.last_s > 4) byId("sign").classList.add("idle");
  byId("clock").textContent = newest_s ? `${newest_s.toFixed(1)} s` : "";
  const now = Date.now();
  for (const at of arrived) stats.delays.push(now - at);
  arrived = [];
  if (stats.delays.length > 20000) stats.delays.splice(0, 10000);
  stats.redraws += 1;
  health.frame(stats);
}

// A source begins: the one before ends, and nothing is known any more.
async function choose(name, open) {
  const again = source?.name === name;
  await leave();
  if (again) return;
  notice(null);
  begun = true;
  byId(name).setAttribute("aria-pressed", "true");
  source = { name, close: () => {} };
  const mine = source;
  try {
    link("waiting", name);
    mine.close = (await open()) ?? mine.close;
    if (source !== mine) return mine.close();
    link("live", "live");
    scrollTo({ top: 0, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    if (name === "serial" || name === "bluetooth") setTimeout(() => source === mine && silence(), stats.listen_ms);
  } catch (error) {
    if (source !== mine) return undefined;
    await leave();
    if (error.name !== "NotFoundError") notice(error.message); // nothing was chosen
  }
  return undefined;
}

// A board is there, and says nothing that could be understood.
function silence() {
  const { frames = 0, damaged = 0, oversized = 0, unknown = 0 } = stats.counters ?? {};
  if (frames > 0) return;
  notice(damaged + oversized + unknown > 0
    ? "Something is sent, but nothing of kd-edge's protocol: another program runs on the board, or it sends at another rate than 921,600 baud."
    : "The board says nothing: it may be another port, or its program waits for something else.");
}

async function leave() {
  const left = source;
  source = null;
  for (const button of document.querySelectorAll("#sources [aria-pressed]")) button.removeAttribute("aria-pressed");
  await left?.close();
  stats.counters = null;
  ask("begin");
  newest_s = 0;
  timeline.clear();
  link("ended", "ready");
}

const hear = {
  bytes: (bytes) => ask("bytes", { bytes }, [bytes.buffer]),
  samples: (stream, raw, start_ns) => ask("samples", { stream, raw, start_ns }),
  lost: (reason) => source && leave().then(() => { link("lost", "device gone"); notice(reason); }),
};
const stopped = () => ask("begin");

byId("recording").onclick = () => choose("recording", async () => { ask("play", { speed: 1, again: true }); return stopped; });
byId("serial").onclick = () => choose("serial", () => openSerial(commands, hear));
byId("bluetooth").onclick = () => choose("bluetooth", () => openBluetooth(commands, hear));
byId("motion").onclick = () => choose("motion", () => openMotion(about, hear));
byId("file").onchange = async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  target.value = "";
  await leave();
  await choose("open", async () => { ask("play", { bytes, speed: stats.keep ? 0 : 1, again: false }); return stopped; });
};

function busy(is) {
  begun = true;
  for (const name of ["check", "measure"]) byId(name).disabled = is;
}

function show(lines) {
  byId("measured").replaceChildren(...lines.map(([value, text, bad]) => {
    const cell = document.createElement("span"), number = document.createElement("b");
    number.textContent = value;
    cell.append(number, ` ${text}`);
    cell.className = bad ? "bad" : "";
    return cell;
  }));
}

byId("check").onclick = () => { busy(true); ask("check"); };
byId("measure").onclick = async () => { await leave(); busy(true); ask("measure", { seconds: stats.real_time_s }); };

const asGolden = ({ scores, wrong_scores, decisions, wrong_decisions }) => [
  [wrong_scores, `of ${scores} golden scores wrong`, wrong_scores > 0],
  about.stream ? [wrong_decisions, `of ${decisions} signs wrong`, wrong_decisions > 0] : ["—", "signs are not compared"],
];

function showReport(report) {
  const { stages, live: [live], golden } = report, us = (value) => `${value.toFixed(value < 100 ? 1 : 0)} µs`;
  const rows = ["total", "signal", "inference", "window"].map((name) => [
    `${us(stages[name].p50)} · ${us(stages[name].p95)} · ${us(stages[name].p99)}`, name === "total" ? "a hop (p50, p95, p99)" : name === "window" ? "a window by itself" : name,
  ]);
  show([...rows, [`${((100 * live.cpu_s) / live.elapsed_s).toFixed(2)} %`, "of a core at real time"], ...asGolden(golden)]);
  const file = byId("report");
  URL.revokeObjectURL(file.href);
  file.href = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: "application/json" }));
  file.hidden = false;
}

worker.onmessage = ({ data }) => {
  if (data.about) { commands = { start: data.start, stop: data.stop }; begin(data.about); }
  else if (data.failed) { link("lost", "failed"); notice(data.failed); }
  else if (data.measuring) show([["…", data.measuring]]);
  else if (data.report) { stats.report = data.report; busy(false); showReport(data.report); }
  else if (data.checked) { stats.checked = data.checked; busy(false); show(asGolden(data.checked)); }
  else take(data);
};
worker.onerror = (error) => { link("lost", "failed"); notice(error.message ?? "the worker cannot be started"); };
ask("load");

keepOffline(() => !stats.ready || !begun, notice);
addEventListener("online", () => about && !source && link("ended", "ready"));
addEventListener("offline", () => about && !source && link("ended", "ready, offline"));
themes(() => { traces.forEach((trace) => trace.recolour()); latency?.draw(); });
addEventListener("resize", () => traces.forEach((trace) => trace.resize()));
requestAnimationFrame(draw);
