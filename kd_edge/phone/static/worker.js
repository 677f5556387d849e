// The worker: recognises what the page passes on or asks it to play, measures, and tells what it finds.
import { Recogniser } from "./module.js";
import { measure } from "./measure.js";
import { check, play } from "./golden.js";

const AT_ONCE_MS = 40; // what was found is told so often,
const COUNTED_MS = 500; // and where nothing is found in what is heard, that

const TOO_OLD = "This browser's WebAssembly has no SIMD: use Chrome 91, Firefox 89, Safari 16.4, or newer.";

let about = null, recogniser = null, wasm = null, golden = null, playing = null, arrived_ms = 0;
let found = { events: [], samples: [] }, told_ms = 0, uncounted = false;

const real = (scores) => Array.from(scores, (score) => (score - about.output.zero_point) * about.output.scale);

const heard = {
  samples: (samples) => found.samples.push(samples),
  mark: (truth) => found.events.push(truth),
  remark: (text) => found.events.push({ event: "remark", text }),
  refused: (text) => found.events.push({ event: "refused", text }),
  ended: () => found.events.push({ event: "ended" }),
  hop: (hop) => {
    const latency_ms = performance.now() - arrived_ms, time_s = Number(hop.time_ns) / 1e9, scores = real(hop.scores);
    found.events.push({ event: "hop", time_s, scores, vote: hop.vote, activity: hop.activity, latency_ms, raw: hop.scores });
    if (hop.sign !== null) found.events.push({ event: "sign", label: about.labels[hop.sign], confidence: scores[hop.sign], time_s, latency_ms });
  },
};

function tell(always = false) {
  const now_ms = performance.now();
  if (!always && now_ms - told_ms < AT_ONCE_MS) return;
  if (found.events.length + found.samples.length === 0 && !(uncounted && now_ms - told_ms > COUNTED_MS)) return;
  told_ms = now_ms;
  uncounted = false;
  postMessage({ ...found, counters: recogniser.counters }, found.samples.map((samples) => samples.values.buffer));
  found = { events: [], samples: [] };
}

function feed(bytes) {
  arrived_ms = performance.now();
  recogniser.feed(bytes);
  uncounted = true;
  tell();
}

function begin() {
  playing?.stop();
  playing = null;
  tell(true);
  recogniser.begin();
  uncounted = false;
  postMessage({ events: [], samples: [], counters: recogniser.counters }); // what was counted before is not this source's
}

const ASKED = {
  begin,
  bytes: ({ bytes }) => feed(bytes),
  samples: ({ stream, raw, start_ns }) => {
    arrived_ms = performance.now();
    recogniser.push(stream, raw, start_ns);
    tell();
  },
  // A recording: the bytes of a link; without any, those that came with the page.  Speed 0: as fast as it goes.
  play: ({ bytes, speed, again }) => {
    begin();
    playing = play(recogniser, bytes ?? golden, speed, feed, () => {
      playing = null;
      tell(true);
      postMessage({ events: [{ event: "played", frames: recogniser.counters.frames }], samples: [] });
      if (again) ASKED.play({ bytes, speed, again });
    });
  },
  check: async () => postMessage({ checked: await check(wasm, about, golden) }),
  measure: async ({ seconds }) => {
    begin();
    const report = await measure(wasm, about, golden, seconds, (text) => postMessage({ measuring: text }));
    postMessage({ report });
  },
};

onmessage = async ({ data }) => {
  if (data.ask !== "load") return ASKED[data.ask](data);
  try {
    const fetched = await Promise.all(["bundle.json", "recogniser.wasm", "golden.bin"].map((name) => fetch(name)));
    about = await fetched[0].json();
    wasm = await fetched[1].arrayBuffer();
    golden = new Uint8Array(await fetched[2].arrayBuffer());
    recogniser = await Recogniser.load(wasm, about, heard);
    postMessage({ about, start: recogniser.start, stop: recogniser.stop });
  } catch (error) {
    postMessage({ failed: error instanceof WebAssembly.CompileError ? TOO_OLD : String(error) });
  }
};
setInterval(() => recogniser && tell(), AT_ONCE_MS);
