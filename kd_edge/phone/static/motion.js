// The device's own sensors as a bundle's stream: the axes that it wants, in its units, at its rate.
const G = 9.80665, RADIAN = 180 / Math.PI;
const UNITS = {
  "g": ["accelerationIncludingGravity", 1 / G], "m/s^2": ["accelerationIncludingGravity", 1], "m/s2": ["accelerationIncludingGravity", 1],
  "m/s²": ["accelerationIncludingGravity", 1], "mg": ["accelerationIncludingGravity", 1000 / G],
  "deg/s": ["rotationRate", 1], "dps": ["rotationRate", 1], "°/s": ["rotationRate", 1], "rad/s": ["rotationRate", 1 / RADIAN],
};
const TURNS = { x: "beta", y: "gamma", z: "alpha" }; // a turn about x is beta
const LIMITS = { int8: [-128, 127], int16: [-32768, 32767] };
const GAP_MS = 250;

// Of every channel: which sensor, which axis, and the factor to its unit; null where a phone has no such sensor.
function wiring(stream) {
  return stream.channels.map((name, channel) => {
    const [sensor, factor] = UNITS[stream.units[channel].toLowerCase()] ?? [], axis = /([xyz])(?:[^a-z]*\d*)?$/i.exec(name)?.[1].toLowerCase();
    return sensor && axis ? { sensor, axis: sensor === "rotationRate" ? TURNS[axis] : axis, factor } : null;
  });
}

// Why the device cannot stand in for the bundle's sensors; null if it can.
export function misfit(about) {
  const [stream] = about.streams;
  if (about.streams.length > 1) return `The bundle wants ${about.streams.length} streams (${about.streams.map(({ name }) => name).join(", ")}); this device has one.`;
  const places = wiring(stream), missing = places.findIndex((place) => place === null);
  if (missing >= 0) return `The bundle wants ${stream.channels[missing]}, which this device does not have.`;
  const twice = places.findIndex((place, at) => places.findIndex((other) => other.sensor === place.sensor && other.axis === place.axis) !== at);
  return twice < 0 ? null : `The bundle wants more sensors than this device has: ${stream.channels[twice]}.`;
}

// Readings come when the browser likes; samples lie on the stream's grid, on straight lines between readings.
export class Motion {
  constructor(about, told) {
    [this.stream] = about.streams;
    this.wiring = wiring(this.stream);
    this.told = told;
    this.last = null;
    this.next = 0; // number of the next sample
    this.began_ms = null;
  }

  take(event) {
    const values = this.wiring.map(({ sensor, axis, factor }) => (event[sensor]?.[axis] ?? NaN) * factor);
    if (values.some(Number.isNaN)) return; // a device without a gyroscope tells null
    this.began_ms ??= event.timeStamp;
    const time_ms = event.timeStamp - this.began_ms, period_ms = this.stream.period_ns / 1e6, { last } = this;
    this.last = { time_ms, values };
    if (last === null || time_ms - last.time_ms > GAP_MS) {
      this.next = Math.ceil(time_ms / period_ms);
      return;
    }
    const first = this.next, rows = [];
    for (; this.next * period_ms <= time_ms; this.next += 1) {
      const share = (this.next * period_ms - last.time_ms) / Math.max(time_ms - last.time_ms, 1e-9);
      rows.push(...values.map((value, channel) => this.raw(last.values[channel] + (value - last.values[channel]) * share, channel)));
    }
    if (rows.length) this.told(0, Float64Array.from(rows), BigInt(first) * BigInt(this.stream.period_ns));
  }

  raw(value, channel) {
    const number = value / this.stream.scale[channel], limits = LIMITS[this.stream.sample_type];
    return limits ? Math.max(limits[0], Math.min(limits[1], Math.round(number))) : number;
  }
}
