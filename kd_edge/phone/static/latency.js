// How late decisions are: a histogram of the last hops over powers of two, and their percentiles.
const KEPT = 2000, LEAST_MS = 1 / 64, BINS = 14; // 16 us to 128 ms

export class Latency {
  constructor(canvas, parent) {
    this.canvas = canvas;
    this.parent = parent;
    this.values = [];
    this.next = 0;
    this.draw();
  }

  take(value_ms) {
    this.values[this.next] = value_ms;
    this.next = (this.next + 1) % KEPT;
  }

  at(share) {
    const sorted = Float64Array.from(this.values).sort();
    return sorted[Math.round(share * (sorted.length - 1))];
  }
  get median() { return this.values.length ? this.at(0.5) : null; }

  draw() {
    const ratio = devicePixelRatio || 1, width = this.canvas.clientWidth, height = 96, foot = 18;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const context = this.canvas.getContext("2d"), style = getComputedStyle(document.body);
    const bins = new Array(BINS).fill(0);
    for (const value of this.values) bins[Math.max(0, Math.min(BINS - 1, Math.floor(Math.log2(value / LEAST_MS))))] += 1;
    const most = Math.max(1, ...bins), wide = width / BINS;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = "11px system-ui";
    context.textAlign = "center";
    bins.forEach((count, bin) => {
      const tall = (count / most) * (height - foot - 6);
      context.fillStyle = style.getPropertyValue(count ? "--accent" : "--grid");
      context.beginPath();
      context.roundRect(bin * wide + 2, height - foot - Math.max(tall, 2), wide - 4, Math.max(tall, 2), 3);
      context.fill();
      if (bin % 2 === 1) return;
      context.fillStyle = style.getPropertyValue("--quiet");
      const from_ms = LEAST_MS * 2 ** bin;
      context.fillText(from_ms < 1 ? `${Math.round(from_ms * 1000)} µs` : `${from_ms} ms`, Math.max((bin + 0.5) * wide, 16), height - 5);
    });
    const shown = (value) => (value < 1 ? `${Math.round(value * 1000)} µs` : `${value.toFixed(1)} ms`);
    this.parent.replaceChildren(...(this.values.length ? [["p50", 0.5], ["p95", 0.95], ["p99", 0.99]] : []).map(([name, share]) => {
      const cell = document.createElement("span"), number = document.createElement("b");
      number.textContent = shown(this.at(share));
      cell.append(number, ` ${name}`);
      return cell;
    }));
  }
}
