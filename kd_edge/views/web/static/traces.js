// Scrolling traces of one stream.  Every sample counts: each column of the picture spans the least and the greatest of its time.
const SPAN_S = 8, COLUMNS = 320, ROW = { few: 34, many: 15 };

export class Traces {
  constructor(stream, parent) {
    this.name = stream.name;
    this.channels = stream.channels;
    this.units = stream.units;
    this.rate_hz = stream.rate_hz;
    this.column_s = Math.max(SPAN_S / COLUMNS, 1.5 / stream.rate_hz);
    this.columns = Math.round(SPAN_S / this.column_s);
    const size = stream.channels.length * this.columns;
    this.low = new Float32Array(size).fill(NaN);
    this.high = new Float32Array(size).fill(NaN);
    this.first = null; // number of the oldest column that may hold something
    this.last = -1;
    this.newest_s = 0;
    this.spread = {}; // by unit: what fills a row
    this.card = document.createElement("div");
    this.card.className = "card trace";
    const title = document.createElement("h2");
    title.textContent = `${stream.name} · ${stream.channels.length} channels · ${Math.round(stream.rate_hz * 10) / 10} Hz`;
    this.card.append(title);
    parent.append(this.card);
    this.build();
  }

  build() {
    const style = getComputedStyle(document.body), ink = style.getPropertyValue("--quiet").trim();
    const grid = style.getPropertyValue("--grid").trim(), count = this.channels.length;
    const dark = style.getPropertyValue("--page").trim() === "#0e141b";
    const row = count > 12 ? ROW.many : ROW.few;
    this.height = count * row + 34;
    const names = Array.from({ length: count }, (_, index) => index);
    const shown = count > 12 ? names.filter((index) => index % 3 === 0) : names;
    this.x = Array.from({ length: 2 * this.columns }, (_, index) => -SPAN_S + Math.floor(index / 2) * this.column_s);
    this.data = [this.x, ...this.channels.map(() => new Array(2 * this.columns).fill(null))];
    this.plot?.destroy();
    this.plot = new uPlot(
      {
        width: this.card.clientWidth - 36,
        height: this.height,
        cursor: { show: false },
        select: { show: false },
        scales: { x: { time: false, range: () => [-SPAN_S, 0] }, y: { range: () => [-0.7, count - 0.3] } },
        axes: [
          { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { show: false }, size: 26,
            values: (_, ticks) => ticks.map((tick) => (tick === 0 ? "now" : `${tick} s`)) },
          { stroke: ink, grid: { show: false }, ticks: { show: false }, size: 74, font: "11px system-ui",
            splits: () => shown.map((index) => count - 1 - index), values: () => shown.map((index) => this.channels[index]) },
        ],
        series: [{}, ...this.channels.map((_, index) => ({
          stroke: `hsl(${(165 + (index * 360) / Math.max(count, 6)) % 360} 62% ${dark ? 62 : 40}%)`,
          width: 1, points: { show: false }, spanGaps: false,
        }))],
      },
      this.data,
      this.card,
    );
  }

  recolour() { this.build(); }
  resize() { this.plot.setSize({ width: this.card.clientWidth - 36, height: this.height }); }

  add(values, count, time_s) {
    const channels = this.channels.length, columns = this.columns;
    if (time_s < this.newest_s - 1) { this.low.fill(NaN); this.high.fill(NaN); this.last = -1; this.first = null; }
    for (let sample = 0; sample < count; sample += 1) {
      const column = Math.floor((time_s + sample / this.rate_hz) / this.column_s);
      if (this.first === null) { this.first = column; this.last = column - 1; }
      for (let next = Math.max(this.last + 1, column - columns + 1); next <= column; next += 1) {
        const at = (next % columns) * channels;
        this.low.fill(NaN, at, at + channels);
        this.high.fill(NaN, at, at + channels);
      }
      this.last = Math.max(this.last, column);
      const at = (column % columns) * channels, from = sample * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        const value = values[from + channel], low = this.low[at + channel];
        if (!(value >= low)) this.low[at + channel] = value;
        if (!(value <= this.high[at + channel])) this.high[at + channel] = value;
      }
    }
    this.newest_s = time_s + (count - 1) / this.rate_hz;
  }

  draw(now_s) {
    if (this.first === null) return;
    const channels = this.channels.length, columns = this.columns;
    const end = Math.floor(now_s / this.column_s), spread = {};
    for (let channel = 0; channel < channels; channel += 1) {
      const line = this.data[channel + 1], unit = this.units[channel];
      let least = Infinity, greatest = -Infinity;
      for (let place = 0; place < columns; place += 1) {
        const column = end - columns + 1 + place;
        const known = column >= this.first && column <= this.last && column > this.last - columns;
        const at = (((column % columns) + columns) % columns) * channels + channel;
        const low = known ? this.low[at] : NaN, high = known ? this.high[at] : NaN;
        line[2 * place] = low === low ? low : null;
        line[2 * place + 1] = high === high ? high : null;
        if (low < least) least = low;
        if (high > greatest) greatest = high;
      }
      const middle = (least + greatest) / 2, row = channels - 1 - channel;
      spread[unit] = Math.max(spread[unit] ?? 0, greatest - least);
      const scale = 0.95 / Math.max(this.spread[unit] ?? 0, 1e-9);
      for (let index = 0; index < line.length; index += 1) {
        if (line[index] !== null) line[index] = row + Math.max(-0.6, Math.min(0.6, (line[index] - middle) * scale));
      }
    }
    for (const [unit, found] of Object.entries(spread)) { // grows at once, shrinks slowly
      if (found > 0) this.spread[unit] = Math.max(found, 0.995 * (this.spread[unit] ?? 0));
    }
    this.plot.setData(this.data, false);
    this.plot.redraw(true, false);
  }
}
