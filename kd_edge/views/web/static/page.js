// The page: one socket in, one drawing a frame.  Everything that arrives is kept until the next frame and drawn once.
import { Traces } from "./traces.js";
import { Timeline } from "./timeline.js";
import { Scores } from "./scores.js";
import { Health } from "./health.js";
import { byId, connect, link, readSamples, themes } from "./kit.js";

const stats = { redraws: 0, samples: {}, delays: [], dropped: 0, hops: 0, signs: 0, lost: 0, missing: 0, connects: 0 };
window.kdEdge = stats; // for people who measure

let traces = [], timeline = null, scores = null, health = null, newest_s = 0, arrivals = [];

const query = new URLSearchParams(location.search), source = query.get("source");
if (source) { // one of several: back to the page of all
  query.delete("source");
  byId("back").href = `/?${query}`;
  byId("back").hidden = false;
}

function begin(hello) {
  byId("bundle").textContent = source ? `${source} · ${hello.bundle}` : hello.bundle;
  document.title = `${source ?? hello.bundle} · kd-edge live`;
  byId("traces").replaceChildren();
  traces = hello.streams.map((stream) => new Traces(stream, byId("traces")));
  timeline = new Timeline(byId("timeline"), byId("history"));
  scores = new Scores(hello, byId("scores"), byId("activity"));
  health = new Health(byId("health"), timeline);
  stats.samples = Object.fromEntries(hello.streams.map((stream) => [stream.name, 0]));
  link("live", "live");
}

function takeSamples(buffer) {
  const { number, count, time_s, arrived_ms, values } = readSamples(buffer);
  const trace = traces[number];
  if (!trace) return;
  // Numbers of samples follow from their times; a device that starts anew misses none.
  const gap = trace.first === null ? 0 : Math.round((time_s - trace.newest_s) * trace.rate_hz) - 1;
  if (gap > 0) stats.missing += gap;
  trace.add(values, count, time_s);
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

themes(() => traces.forEach((trace) => trace.recolour()));
addEventListener("resize", () => traces.forEach((trace) => trace.resize()));
connect({ opened: () => { stats.connects += 1; }, text: takeEvent, bytes: takeSamples });
requestAnimationFrame(draw);
