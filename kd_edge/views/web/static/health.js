// The line at the bottom: what arrived, what was lost, and how late the page is.
const TEXTS = {
  samples: "samples", lost: "lost frames", damaged: "damaged", device_dropped: "dropped by the device", filled: "filled",
  restarts: "restarts", reconnects: "reconnects",
};
const BAD = new Set(["lost", "damaged", "device_dropped", "restarts"]);

export class Health {
  constructor(parent, timeline) {
    this.parent = parent;
    this.timeline = timeline;
    this.cells = {};
    this.counted = { at: performance.now(), redraws: 0 };
    parent.replaceChildren();
  }

  take({ counters, latency_ms, dropped }) {
    for (const [name, text] of Object.entries(TEXTS)) this.say(name, counters[name].toLocaleString("en"), text, BAD.has(name) && counters[name] > 0);
    if (latency_ms !== null) this.say("latency", `${latency_ms.toFixed(1)} ms`, "to a decision");
    this.say("dropped", dropped, "not shown", dropped > 0);
    if (this.timeline.known) {
      const hours = this.timeline.rest_s / 3600;
      this.say("false", `${this.timeline.false}`, `false alarms in ${(hours * 60).toFixed(1)} min of rest`, this.timeline.false > 0);
      this.say("wrong", this.timeline.wrong, "wrong signs", this.timeline.wrong > 0);
    }
  }

  frame(stats) {
    const now = performance.now(), passed = now - this.counted.at;
    if (passed < 1000) return;
    const recent = stats.delays.slice(-400).sort((a, b) => a - b);
    this.say("fps", Math.round(((stats.redraws - this.counted.redraws) * 1000) / passed), "redraws a second");
    if (recent.length) this.say("delay", `${Math.round(recent[Math.floor(0.95 * (recent.length - 1))])} ms`, "sample to screen");
    this.counted = { at: now, redraws: stats.redraws };
  }

  remark(text) { this.say("remark", text, "", true); }

  say(name, value, text, bad = false) {
    if (!this.cells[name]) {
      this.cells[name] = document.createElement("span");
      this.cells[name].append(document.createElement("b"), document.createTextNode(""));
      this.parent.append(this.cells[name]);
    }
    const [number, note] = this.cells[name].childNodes;
    number.textContent = value;
    note.data = ` ${text}`;
    this.cells[name].className = bad ? "bad" : "";
  }
}
