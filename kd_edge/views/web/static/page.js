// The page: one socket in, one drawing a frame.  Everything that arrives is kept until the next frame and drawn once.
import { Traces } from "./traces.js";
import { Timeline } from "./timeline.js";
import { Scores } from "./scores.js";
import { Health } from "./health.js";

const byId = (id) => document.getElementById(id);
const stats = { redraws: 0, samples: {}, delays: [], dropped: 0, hops: 0, signs: 0, lost: 0, missing: 0, connects: 0 };
window.kdEdge = stats; // for people who measure

let traces = [], timeline = null, scores = null, health = null, newest_s = 0, arrivals = [];

function link(state, text) {
  byId("link").dataset.state = state;
  byId("link").textContent = text;
}

function begin(hello) {
  byId("bundle").textContent = hello.bundle;
  document.title = `${hello.bundle} · kd-edge live`;
  byId("traces").replaceChildren();
  traces = hello.streams.map((stream) => new Traces(stream, byId("traces")));
  timeline = new Timeline(byId("timeline"), byId("history"));
  scores = new Scores(hello, byId("scores"), byId("activity"));
  health = new Health(byId("health"), timeline);
  stats.samples = Object.fromEntries(hello.streams.map((stream) => [stream.name, 0]));
  link("live", "live");
}

const HEAD_BYTES = 24;

function takeSamples(buffer) {
  const view = new DataView(buffer);
  const number = view.getUint8(1), channels = view.getUint16(2, true), count = view.getUint32(4, true);
  const time_s = view.getFloat64(8, true), arrived_ms = view.getFloat64(16, true);
  const trace = traces[number];
  if (!trace) return;
  // Numbers of samples follow from their times; a device that starts anew misses none.
  const gap = trace.first === null ? 0 : Math.round((time_s - trace.newest_s) * trace.rate_hz) - 1;
  if (gap > 0) stats.missing += gap;
  trace.add(new Float32Array(buffer, HEAD_BYTES, count * channels), count, time_s);
  stats.samples[trace.name] += count;
  arrivals.push(arrived_ms);
  if (time_s < newest_s - 1) timeline.clear(); // the device started anew
  newest_s = Math.max(time_s < newest_s - 1 ? 0 : newest_s, trace.newest_s);
}

function takeEvent(event) {
  if (event.event === "hello") return begin(event);
  if (!timeline) return;
  if (event.event === "hop") {
    stats.hops += 1;
    newest_s = Math.max(newest_s, event.time_s);
    scores.take(event);
  } else if (event.event === "sign") {
    stats.signs += 1;
    const right = timeline.sign(event);
    byId("sign").textContent = event.label;
    byId("sign").className = `sign fresh${right === false ? " wrong" : ""}`;
    byId("sign-note").textContent =
      `${Math.round(event.confidence * 100)} % at ${event.time_s.toFixed(1)} s, decided in ${event.latency_ms.toFixed(1)} ms`;
  } else if (event.event === "truth") {
    timeline.truth(event);
  } else if (event.event === "health") {
    stats.dropped = event.dropped;
    stats.lost = event.counters.lost;
    health.take(event);
  } else if (event.event === "lost") {
    link("lost", "device gone; trying again");
  } else if (event.event === "returned") {
    link("live", "live");
  } else if (event.event === "remark") {
    health.remark(event.text);
  } else if (event.event === "finished") {
    link("ended", "ended");
  }
}

function draw() {
  requestAnimationFrame(draw);
  if (!timeline) return;
  for (const trace of traces) trace.draw(newest_s);
  timeline.draw(newest_s);
  scores.draw();
  if (timeline.last_s !== null && newest_s - timeline.last_s > 4) byId("sign").classList.add("idle");
  byId("clock").textContent = `${newest_s.toFixed(1)} s`;
  const now = Date.now(); // after everything is drawn
  for (const arrived of arrivals) stats.delays.push(now - arrived);
  arrivals = [];
  if (stats.delays.length > 20000) stats.delays.splice(0, 10000);
  stats.redraws += 1;
  health.frame(stats);
}

let wait_ms = 250;

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/live${location.search}`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => { stats.connects += 1; wait_ms = 250; };
  socket.onmessage = ({ data }) => (typeof data === "string" ? takeEvent(JSON.parse(data)) : takeSamples(data));
  socket.onclose = () => {
    link("waiting", "kd-edge has stopped; waiting for it");
    setTimeout(connect, wait_ms);
    wait_ms = Math.min(4000, wait_ms * 2);
  };
}

byId("theme").onclick = () => {
  const dark = getComputedStyle(document.body).getPropertyValue("--page").trim() === "#0e141b";
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  for (const trace of traces) trace.recolour();
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => traces.forEach((trace) => trace.recolour()));
addEventListener("resize", () => traces.forEach((trace) => trace.resize()));
connect();
requestAnimationFrame(draw);
