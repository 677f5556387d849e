// The benchmark: what a hop and a window cost in this browser, as a report that `kd-edge bench --compare` reads.
import { Recogniser } from "./module.js";
import { check, play } from "./golden.js";

const WARM_UP_HOPS = 50, HOPS = 2000, WINDOWS = 200, TIMED_US = 100;
const STAGES = ["signal", "inference", "decision"];

export async function measure(wasm, about, bytes, seconds, tell) {
  tell("golden scores");
  const golden = await check(wasm, about, bytes);
  tell("hop by hop");
  const spent = await hops(wasm, about, bytes);
  tell("whole windows");
  const windows = await oneByOne(wasm, about);
  tell(`at real time, ${seconds} s`);
  const { live, bytes: memory_bytes } = await atRealTime(wasm, about, bytes, seconds);
  const stages = Object.fromEntries(STAGES.map((name, stage) => [name, distribution(spent.map((hop) => hop[stage]))]));
  const total = distribution(spent.map((hop) => hop.reduce((sum, part) => sum + part, 0)));
  return { ...about.report, stages: { ...stages, total, window: distribution(windows) }, memory_bytes, environment: environment(about), live: [live], golden };
}

// Microseconds of every stage of hops, recordings played as fast as it goes.
async function hops(wasm, about, bytes) {
  const spent = [];
  const recogniser = await Recogniser.load(wasm, about, { hop: (hop) => spent.push(hop.spent) });
  for (let before = -1; spent.length < HOPS + WARM_UP_HOPS && spent.length > before;) {
    before = spent.length;
    recogniser.begin();
    recogniser.feed(bytes);
  }
  return spent.slice(WARM_UP_HOPS);
}

// Microseconds of a window that is classified by itself; so many together as the clock can tell apart.
async function oneByOne(wasm, about) {
  const { code } = await Recogniser.load(wasm, about, { hop: () => {} });
  const timed = (times) => { const began = performance.now(); code.kd_web_infer(times); return (performance.now() - began) * 1000; };
  let times = 1;
  while (timed(times) < TIMED_US) times *= 2;
  return Array.from({ length: WINDOWS }, () => timed(times) / times);
}

// A session at the pace of its samples: how late decisions are, and what it takes of a core.
async function atRealTime(wasm, about, bytes, seconds) {
  const latencies = [];
  let arrived = 0, busy_ms = 0;
  const recogniser = await Recogniser.load(wasm, about, { hop: () => latencies.push((performance.now() - arrived) * 1000) });
  const began = performance.now();
  await new Promise((resolve) => {
    const playing = play(recogniser, bytes, 1, (piece) => {
      arrived = performance.now();
      recogniser.feed(piece);
      busy_ms += performance.now() - arrived;
      if (performance.now() - began > seconds * 1000 && latencies.length > 0) { playing.stop(); resolve(); }
    }, resolve);
  });
  const elapsed_s = (performance.now() - began) / 1000, { lost, damaged } = recogniser.counters;
  const live = {
    speed: 1, signal_s: Number(recogniser.newest_ns) / 1e9, elapsed_s, cpu_s: busy_ms / 1000, windows: latencies.length,
    read_to_decision: distribution(latencies), sample_to_decision: null, lost_frames: lost, damaged_frames: damaged,
  };
  return { live, bytes: { wasm: recogniser.code.memory.buffer.byteLength, recogniser: recogniser.code.kd_web_recogniser_bytes() } };
}

// As numpy.percentile gives it: linear between neighbours.
export function distribution(values) {
  const sorted = Float64Array.from(values).sort(), rounded = (value) => Math.round(value * 1000) / 1000;
  const at = (share) => {
    const place = share * (sorted.length - 1), low = Math.floor(place), high = Math.ceil(place);
    return rounded(sorted[low] + (sorted[high] - sorted[low]) * (place - low));
  };
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { unit: "us", count: sorted.length, mean: rounded(mean), p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function environment(about) {
  const agent = navigator.userAgentData;
  return {
    ...about.report.environment,
    machine: agent?.platform ?? navigator.platform,
    cores: navigator.hardwareConcurrency ?? 1,
    system: navigator.userAgent,
  };
}
