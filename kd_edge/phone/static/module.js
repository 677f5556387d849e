// A bundle's recogniser: the other side of firmware/web/kd_web.h.  It knows neither page nor worker.
const DONE = 0, FRAME = 1, REST = -1;
const TYPE = { DESCRIPTION: 0x01, MARK: 0x03, END: 0x04, COMMAND: 0x10, REPLY: 0x11, LOG: 0x26 };
const COMMAND = { START: 0x01, STOP: 0x02 }, SENSOR = 1;
const READ = { int8: [1, "getInt8"], int16: [2, "getInt16"], float32: [4, "getFloat32"] };
const SAMPLE_TYPES = [null, "int8", "int16", "float32"];

// How kd_intake_shared_t and kd_web_hop_t lie in memory.
const LINK = { body: 48, type: 52, body_size: 56, run: 88, bytes: 6488 };
const COUNTS = {
  samples: ["getBigUint64", 0], lost: ["getBigUint64", 8], late: ["getBigUint64", 16], undescribed: ["getBigUint64", 24],
  malformed: ["getBigUint64", 32], device_dropped: ["getBigUint64", 40], frames: ["getUint32", 60], damaged: ["getUint32", 64],
  oversized: ["getUint32", 68], unknown: ["getUint32", 72],
};
const HOP = { restarts: 8, activity: 12, vote: 16, sign: 20, spent: 24, filled: 36, skipped: 40, scores: 44 };

// Reads a frame's body; the text is UTF-8.
class Body {
  constructor(bytes) { this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength); this.at = 0; }
  take(kind, size) { this.at += size; return this.view[kind](this.at - size, true); }
  u8() { return this.take("getUint8", 1); }
  u64() { return this.take("getBigUint64", 8); }
  text(size = this.u8()) {
    if (this.at + size > this.view.byteLength) throw new RangeError("a text beyond its frame");
    this.at += size;
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + this.at - size, size));
  }
  get left() { return this.view.byteLength - this.at; }
}

// Clock of the module: microseconds, as fine as the browser shows them.
const now = () => (performance.now() * 1000) % 2 ** 32;

export class Recogniser {
  // `about`: what export wrote of the bundle; `heard`: functions that are told hops (hop), and if they are there
  // samples in their units (samples) and as they came (raw), true labels, remarks, what does not fit (refused) and the end.
  static async load(wasm, about, heard) {
    const { instance } = await WebAssembly.instantiate(wasm, { page: { now } });
    return new Recogniser(instance.exports, about, heard);
  }

  constructor(code, about, heard) {
    this.code = code;
    this.about = about;
    this.heard = heard;
    this.chunk_bytes = code.kd_web_chunk_bytes();
    if (code.kd_web_link_bytes() !== LINK.bytes || code.kd_web_hop_bytes() !== Math.ceil((HOP.scores + about.labels.length) / 8) * 8) {
      throw new Error("Page and module lay out their memory alike; these do not: export the page again");
    }
    this.begin();
  }

  get view() { return new DataView(this.code.memory.buffer); }
  get bytes() { return new Uint8Array(this.code.memory.buffer); }

  // Nothing is known of earlier samples, and nothing was heard.
  begin() {
    this.code.kd_web_reset();
    this.code.kd_web_listen();
    this.described = new Map(); // number of the sender -> text of its description
    this.parts = new Map();
    this.streams = new Map(); // number of the sender -> ours
    this.signs = 0;
    this.refused = 0; // samples that the signal path did not take
    this.newest_ns = 0n;
    this.path = { filled: 0, skipped: 0, restarts: 0 };
  }

  // Takes bytes of a link, in pieces of any size.
  feed(data) {
    for (let at = 0; at < data.length; at += this.chunk_bytes) {
      const piece = data.subarray(at, at + this.chunk_bytes);
      this.bytes.set(piece, this.code.kd_web_chunk());
      for (let what; (what = this.code.kd_web_read(piece.length)) !== DONE;) what === FRAME ? this.frame() : this.run();
    }
  }

  // A frame for the board: its bytes.
  command(code, ...given) {
    const body = [0, code, ...given];
    this.bytes.set(body, this.code.kd_web_chunk());
    const size = this.code.kd_web_frame(TYPE.COMMAND, body.length), at = this.code.kd_web_chunk();
    return new Uint8Array([0, ...this.bytes.slice(at, at + size)]); // a delimiter before it, so that noise damages nothing
  }
  get start() { return this.command(COMMAND.START, SENSOR, 0); }
  get stop() { return this.command(COMMAND.STOP); }

  // Pushes samples that did not come over a link: raw numbers, sample by sample.
  push(stream, raw, start_ns) {
    const { channels, sample_type, period_ns } = this.about.streams[stream], [size, read] = READ[sample_type], write = read.replace("get", "set");
    const most = Math.floor(this.code.kd_web_samples_bytes() / (size * channels.length)), count = raw.length / channels.length;
    for (let first = 0; first < count; first += most) {
      const taken = Math.min(most, count - first), at = this.code.kd_web_samples(stream), view = this.view;
      for (let value = 0; value < taken * channels.length; value += 1) view[write](at + value * size, raw[first * channels.length + value], true);
      this.give(stream, taken, start_ns + BigInt(first) * BigInt(period_ns));
    }
  }

  // What the link counted, with the signal path's part.
  get counters() {
    const view = this.view, at = this.code.kd_web_link();
    return {
      ...Object.fromEntries(Object.entries(COUNTS).map(([name, [kind, place]]) => [name, Number(view[kind](at + place, true))])),
      ...this.path, refused: this.refused,
    };
  }

  frame() {
    const view = this.view, at = this.code.kd_web_link();
    const from = view.getUint32(at + LINK.body, true), type = view.getInt32(at + LINK.type, true);
    const body = new Body(this.bytes.slice(from, from + view.getInt32(at + LINK.body_size, true)));
    try {
      if (type === TYPE.DESCRIPTION) this.describe(body);
      else if (type === TYPE.MARK) {
        const time_s = Number(body.u64()) / 1e9;
        body.take("getUint32", 4);
        const label = body.take("getInt16", 2), name = body.text();
        this.heard.mark?.({ event: "truth", label: label === REST ? null : name, time_s });
      } else if (type === TYPE.LOG) {
        body.at = 9;
        this.heard.remark?.(body.text(body.left));
      } else if (type === TYPE.END) this.heard.ended?.();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // a body that contradicts itself is skipped
    }
  }

  // Part of a description: once it is whole, the stream is compared with the bundle's.
  describe(body) {
    const number = body.u8(), sample_type = SAMPLE_TYPES[body.u8()], count = body.u8(), first = body.u8(), entries = body.u8();
    const period_ns = Number(body.u64()), name = body.text(), head = JSON.stringify([sample_type, count, period_ns, name]);
    let parts = this.parts.get(number);
    if (parts?.head !== head) this.parts.set(number, (parts = { head, channels: Array(count).fill(null) }));
    for (let entry = 0; entry < entries; entry += 1) {
      const scale = body.take("getFloat32", 4);
      body.text(); // its unit
      parts.channels[first + entry] = { name: body.text(), scale };
    }
    const text = JSON.stringify(parts);
    if (parts.channels.includes(null) || this.described.get(number) === text) return;
    this.described.set(number, text);
    const stream = this.about.streams.findIndex((each) => each.name === name), found = { sample_type, period_ns, channels: parts.channels };
    const wrong = stream < 0 ? null : difference(found, this.about.streams[stream]);
    if (wrong) this.heard.refused?.(`stream ${name} has ${wrong}`);
    this.streams.set(number, wrong ? -1 : stream);
    this.code.kd_web_describe(number, wrong ? -1 : stream);
  }

  // Samples of one data frame.
  run() {
    const view = this.view, at = this.code.kd_web_link() + LINK.run;
    const stream = this.streams.get(view.getInt32(at + 16, true)), { channels, sample_type } = this.about.streams[stream];
    const count = view.getInt32(at + 20, true) / (READ[sample_type][0] * channels.length);
    this.give(stream, count, view.getBigInt64(at, true));
  }

  // Samples of one stream that lie in the module: told in their units, then recognised.
  give(stream, count, start_ns) {
    const { channels, sample_type, scale, period_ns } = this.about.streams[stream], [size, read] = READ[sample_type];
    this.newest_ns = start_ns + BigInt(count - 1) * BigInt(period_ns);
    const view = this.view, from = this.code.kd_web_samples(stream);
    const raw = Float64Array.from({ length: count * channels.length }, (_, value) => view[read](from + value * size, true));
    this.heard.raw?.(stream, raw);
    this.heard.samples?.({ number: stream, count, time_s: Number(start_ns) / 1e9, values: Float32Array.from(raw, (value, index) => value * scale[index % channels.length]) });
    let status = this.code.kd_web_push(stream, count, start_ns);
    while (status >= 0 && (status = this.code.kd_web_next()) === 1) this.hop();
    if (status < 0) this.refused += count;
  }

  hop() {
    const view = this.view, at = this.code.kd_web_hop();
    const label = (place) => { const found = view.getInt32(at + place, true); return found === REST ? null : found; };
    for (const name of Object.keys(this.path)) this.path[name] = view.getUint32(at + HOP[name], true);
    this.heard.hop({
      time_ns: view.getBigInt64(at, true),
      activity: view.getFloat32(at + HOP.activity, true),
      vote: label(HOP.vote),
      sign: label(HOP.sign),
      spent: [0, 4, 8].map((place) => view.getUint32(at + HOP.spent + place, true)),
      scores: new Int8Array(this.bytes.slice(at + HOP.scores, at + HOP.scores + this.about.labels.length).buffer),
    });
  }
}

// In what a described stream differs from the bundle's; null if in nothing.
function difference(found, wanted) {
  if (found.sample_type !== wanted.sample_type) return `samples of ${found.sample_type}, not ${wanted.sample_type}`;
  if (found.period_ns !== wanted.period_ns) return `a sample every ${found.period_ns} ns, not every ${wanted.period_ns} ns`;
  const names = found.channels.map((channel) => channel.name).join(", ");
  if (names !== wanted.channels.join(", ")) return `the channels ${names}`;
  return found.channels.every((channel, index) => channel.scale === Math.fround(wanted.scale[index])) ? null : "other scales";
}
