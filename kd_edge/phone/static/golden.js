// Recordings as the bytes that a board sent: played at any speed; and the golden ones compared with their scores.
import { Recogniser } from "./module.js";

const BLOCK_NS = 20_000_000, AT_MOST_MS = 30;

// Gives `bytes` to `feed`, frame by frame, at `speed` times the pace of their samples; 0: as fast as it goes.
export function play(recogniser, bytes, speed, feed, over) {
  let at = 0, stopped = false, first_ns = null;
  const began_ms = performance.now();
  const ahead_ms = () => {
    if (!speed || recogniser.newest_ns === 0n) return 0;
    first_ns ??= recogniser.newest_ns;
    return Number(recogniser.newest_ns - first_ns) / 1e6 / speed - (performance.now() - began_ms);
  };
  const step = () => {
    const until_ms = performance.now() + AT_MOST_MS;
    while (!stopped && at < bytes.length && performance.now() < until_ms) {
      const wait_ms = ahead_ms();
      if (wait_ms > 1) return setTimeout(step, wait_ms);
      const end = bytes.indexOf(0, at) + 1 || bytes.length;
      feed(bytes.subarray(at, end));
      at = end;
    }
    if (stopped) return undefined;
    return at < bytes.length ? setTimeout(step) : over();
  };
  setTimeout(step);
  return { stop: () => { stopped = true; } };
}

// Recognises the golden recordings from their raw samples on, each by itself and all as one stream.  Scores of their last
// windows are compared with those that TensorFlow Lite Micro gave when the bundle was made; scores of every hop of the
// stream and its signs with those that the computer had that exported the page, if it could have any.
export async function check(wasm, about, bytes) {
  const samples = about.streams.map(() => []), hops = [], signs = [];
  let newest = null;
  const reader = await Recogniser.load(wasm, about, {
    raw: (stream, raw) => samples[stream].push(raw),
    hop: ({ scores, sign, time_ns }) => {
      hops.push(scores);
      if (sign !== null) signs.push([sign, Number(time_ns)]);
    },
  });
  reader.feed(bytes);
  const raw = samples.map(joined);
  const recogniser = await Recogniser.load(wasm, about, { hop: ({ scores }) => { newest = scores; } });
  const result = { windows: 0, right: 0, scores: 0, wrong_scores: 0, decisions: 0, wrong_decisions: 0 };
  for (const piece of about.golden) {
    newest = null;
    recogniser.begin();
    recognise(recogniser, raw, piece);
    result.windows += 1;
    compareScores(result, newest, piece.scores);
    result.right += newest !== null && newest.indexOf(Math.max(...newest)) === piece.label ? 1 : 0;
  }
  if (about.stream) compareStream(result, hops, signs, about.stream);
  return result;
}

function compareScores(result, found, wanted) {
  result.scores += wanted.length;
  result.wrong_scores += wanted.filter((score, label) => found?.[label] !== score).length;
}

// A hop too many is as wrong as one that is missing; so is a sign.
function compareStream(result, hops, signs, wanted) {
  wanted.scores.forEach((scores, hop) => compareScores(result, hops[hop], scores));
  for (const scores of hops.slice(wanted.scores.length)) compareScores(result, null, Array.from(scores));
  const without = (some, others) => some.filter((one) => !others.some((other) => other[0] === one[0] && other[1] === one[1]));
  result.decisions += wanted.signs.length;
  result.wrong_decisions += without(wanted.signs, signs).length + without(signs, wanted.signs).length;
}

// One recording, streams in turns as sensors would deliver them.
export function recognise(recogniser, raw, piece) {
  const { streams } = recogniser.about, used = streams.map(() => 0);
  const next_ns = (stream) => piece.start_ns[stream] + used[stream] * streams[stream].period_ns;
  for (;;) {
    const waiting = streams.map((_, stream) => stream).filter((stream) => used[stream] < piece.count[stream]);
    if (waiting.length === 0) return;
    const stream = waiting.reduce((one, other) => (next_ns(other) < next_ns(one) ? other : one));
    const most = Math.floor(BLOCK_NS / streams[stream].period_ns) + 1, count = Math.min(piece.count[stream] - used[stream], most);
    const channels = streams[stream].channels.length, row = piece.first[stream] + used[stream];
    recogniser.push(stream, raw[stream].subarray(row * channels, (row + count) * channels), BigInt(next_ns(stream)));
    used[stream] += count;
  }
}

function joined(parts) {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}
