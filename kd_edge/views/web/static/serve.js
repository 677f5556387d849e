// Several sources: a card for each, with its last sign, a small trace, the likeliest labels, and what was lost.
import { Scores } from "./scores.js";
import { byId, connect, link, themes } from "./kit.js";

const SPAN = 200, SHOWN = 3, FRESH_MS = 4000; // columns of a trace; bars; how long a sign is coloured
const stats = { redraws: 0, columns: 0, hops: 0, signs: 0 };
window.kdEdge = stats; // for people who measure

let cards = new Map(), over = false;
const token = new URLSearchParams(location.search).get("token");
const address = (path, query) => `${path}?${new URLSearchParams({ ...query, ...(token ? { token } : {}) })}`;

class Card {
  constructor(described) {
    this.lines = described.lines;
    this.node = byId("card").content.firstElementChild.cloneNode(true);
    this.node.href = address("/", { source: described.name });
    this.part = (selector) => this.node.querySelector(selector);
    this.part(".name").textContent = described.name;
    this.part(".from").textContent = described.source.replace(/^--/, "");
    this.part(".from").title = `${described.source}, recognised with ${described.bundle}`;
    this.scores = new Scores({ ...described, min_activity: 0 }, this.part(".scores"), null, SHOWN);
    this.columns = this.lines.map(() => new Map());
    this.newest = 0;
    this.signed_ms = -Infinity;
    byId("cards").append(this.node);
  }

  take({ columns, hop }) {
    for (const [first, column, edges] of columns) {
      if (column < this.newest - SPAN) { this.columns.forEach((line) => line.clear()); this.newest = 0; } // the device started anew
      this.newest = Math.max(this.newest, column);
      for (let line = 0; 2 * line < edges.length; line += 1) this.columns[first + line].set(column, [edges[2 * line], edges[2 * line + 1]]);
      stats.columns += 1;
    }
    for (const line of this.columns) for (const column of line.keys()) { if (column > this.newest - SPAN) break; line.delete(column); }
    if (hop) { this.scores.take(hop); stats.hops += 1; }
  }

  sign({ label, confidence, time_s, latency_ms }) {
    stats.signs += 1;
    this.signed_ms = performance.now();
    this.named(label);
    this.note(`${Math.round(confidence * 100)} % at ${time_s.toFixed(1)} s, decided in ${latency_ms.toFixed(1)} ms`);
  }

  named(label) { this.part(".sign").textContent = label; }

  note(text, bad = false) {
    this.part(".note").textContent = text;
    this.part(".note").classList.toggle("bad", bad);
  }

  stand(now) {
    this.part(".pill").dataset.state = now.state;
    this.part(".pill").textContent = now.state;
    if (now.error) this.note(now.error, true);
    else if (now.last !== null && this.signed_ms === -Infinity) {
      this.named(now.last);
      this.note(`${Math.round(now.confidence * 100)} %, decided in ${now.latency_ms.toFixed(1)} ms`);
      this.signed_ms = -1e9;
    }
    const { counters, judged } = now, lost = counters.lost + counters.device_dropped + counters.late;
    const damaged = counters.damaged + counters.malformed + counters.oversized;
    const facts = [
      [now.signs, "signs"], [counters.samples.toLocaleString("en"), "samples"], [lost, "lost", lost > 0], [damaged, "damaged", damaged > 0],
      [counters.filled, "filled"], ...(counters.reconnects ? [[counters.reconnects, "reconnects"]] : []),
      ...(judged ? [[judged.wrong, "wrong", judged.wrong > 0],
        [judged.false_alarms, `false alarms in ${(judged.rest_s / 60).toFixed(1)} min of rest`, judged.false_alarms > 0]] : []),
    ];
    this.part(".facts").replaceChildren(...facts.map(([value, text, bad]) => {
      const fact = document.createElement("span"), number = document.createElement("b");
      number.textContent = value;
      fact.append(number, ` ${text}`);
      fact.className = bad ? "bad" : "";
      return fact;
    }));
  }

  draw(colours) {
    const age_ms = performance.now() - this.signed_ms;
    this.part(".sign").className = `sign ${age_ms < FRESH_MS ? "fresh" : this.signed_ms === -Infinity ? "idle" : ""}`;
    this.scores.draw();
    const canvas = this.part("canvas"), ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = 84;
    if (canvas.width !== Math.round(width * ratio)) { canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio); }
    const context = canvas.getContext("2d"), row = height / this.lines.length;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.columns.forEach((line, index) => {
      let least = Infinity, greatest = -Infinity;
      for (const [low, high] of line.values()) { least = Math.min(least, low); greatest = Math.max(greatest, high); }
      const scale = (0.86 * row) / Math.max(greatest - least, 1e-9), base = (index + 0.93) * row;
      context.beginPath();
      let before = null;
      for (const [column, [low, high]] of line) {
        const x = width * (1 - (this.newest - column) / SPAN);
        before === column - 1 ? context.lineTo(x, base - (low - least) * scale) : context.moveTo(x, base - (low - least) * scale);
        context.lineTo(x, base - (high - least) * scale);
        before = column;
      }
      context.strokeStyle = colours(index);
      context.lineWidth = 1;
      context.stroke();
    });
  }
}

function takeEvent(event) {
  if (event.event === "hello") {
    byId("cards").replaceChildren();
    cards = new Map(event.sources.map((described) => [described.name, new Card(described)]));
    byId("bundle").textContent = `${event.sources.length} source${event.sources.length === 1 ? "" : "s"}`;
    return link("live", "live");
  }
  if (event.event === "traces") event.sources.forEach((each) => cards.get(each.name)?.take(each));
  else if (event.event === "sign") cards.get(event.name)?.sign(event.sign);
  else if (event.event === "states") {
    event.sources.forEach((each) => cards.get(each.name)?.stand(each));
    const sum = (name) => event.sources.reduce((total, each) => total + each.counters[name], 0);
    byId("total").textContent = `${event.sources.filter((each) => each.state === "running").length} of ${event.sources.length} running, ` +
      `${sum("samples").toLocaleString("en")} samples, ${sum("lost") + sum("device_dropped")} lost`;
  } else if (event.event === "finished") {
    over = true;
    link("ended", "ended");
  }
}

function draw() {
  requestAnimationFrame(draw);
  const dark = getComputedStyle(document.body).getPropertyValue("--page").trim() === "#0e141b";
  const colours = (index) => `hsl(${165 + index * 60} 62% ${dark ? 62 : 40}%)`;
  for (const card of cards.values()) card.draw(colours);
  stats.redraws += 1;
}

byId("metrics").href = address("/metrics", {});
themes(() => {});
connect({ text: takeEvent, over: () => over });
requestAnimationFrame(draw);
