// What was signed, where that is known, above what was reported; and the last signs by name.
const SPAN_S = 30, HISTORY = 24, GRACE_S = 0.5;

export class Timeline {
  constructor(canvas, history) {
    this.canvas = canvas;
    this.history = history;
    this.clear();
  }

  clear() {
    this.truths = [];
    this.signs = [];
    this.last_s = null;
    this.false = 0; // reports in rest
    this.wrong = 0; // of another sign than the one that was made
    this.rest_s = 0;
    this.known = false;
    this.history.replaceChildren();
  }

  truth({ label, time_s }) {
    const before = this.truths.at(-1);
    if (before && before.label === null) this.rest_s += Math.max(0, time_s - before.time_s);
    this.truths.push({ label, time_s });
    if (label !== null) this.known = true;
    if (this.truths.length > 500) this.truths.shift();
  }

  // Whether the sign was right; null where nobody knows.
  sign({ label, time_s, confidence }) {
    const right = this.judge(label, time_s);
    if (right === false) this.resting(time_s) ? (this.false += 1) : (this.wrong += 1);
    this.signs.push({ label, time_s, right });
    if (this.signs.length > 200) this.signs.shift();
    this.last_s = time_s;
    const entry = document.createElement("span");
    entry.textContent = label;
    entry.className = right === false ? "wrong" : "";
    const note = document.createElement("small");
    note.textContent = `${time_s.toFixed(1)} s`;
    entry.append(note);
    this.history.prepend(entry);
    while (this.history.children.length > HISTORY) this.history.lastChild.remove();
    return right;
  }

  judge(label, time_s) {
    if (!this.known) return null;
    const at = this.truths.findLastIndex((truth) => truth.time_s <= time_s);
    if (at < 0) return false;
    const now = this.truths[at], before = this.truths[at - 1];
    if (now.label === null && before && time_s - now.time_s <= GRACE_S) return before.label === label;
    return now.label === label;
  }

  resting(time_s) {
    const now = this.truths.findLast((truth) => truth.time_s <= time_s);
    return !now || now.label === null;
  }

  draw(now_s) {
    const ratio = devicePixelRatio || 1, width = this.canvas.clientWidth, height = 74;
    if (this.canvas.width !== Math.round(width * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    const context = this.canvas.getContext("2d"), style = getComputedStyle(document.body);
    const colour = (name) => style.getPropertyValue(name).trim();
    const place = (time_s) => ((time_s - now_s + SPAN_S) / SPAN_S) * width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = "12px system-ui";
    context.textBaseline = "middle";
    context.fillStyle = colour("--grid");
    context.fillRect(0, 8, width, 22);
    context.fillRect(0, 40, width, 26);
    this.truths.forEach((truth, index) => {
      const end_s = this.truths[index + 1]?.time_s ?? now_s;
      if (truth.label === null || end_s < now_s - SPAN_S) return;
      const left = place(truth.time_s), right = place(end_s);
      context.fillStyle = colour("--accent-soft");
      context.fillRect(left, 8, right - left, 22);
      context.fillStyle = colour("--quiet");
      context.fillText(truth.label, Math.max(left, 0) + 6, 19.5, Math.max(right - Math.max(left, 0) - 10, 1));
    });
    this.signs.forEach((sign, index) => {
      if (sign.time_s < now_s - SPAN_S) return;
      const at = place(sign.time_s), next = this.signs[index + 1];
      context.fillStyle = colour(sign.right === false ? "--bad" : "--accent");
      context.fillRect(at - 1.5, 38, 3, 30);
      const room = (next ? Math.min(place(next.time_s), width) : width) - at - 12;
      if (room > 24) context.fillText(sign.label, at + 7, 53.5, room);
    });
    if (!this.known) {
      context.fillStyle = colour("--quiet");
      context.fillText("true labels are not known", 6, 19.5);
    }
  }
}
