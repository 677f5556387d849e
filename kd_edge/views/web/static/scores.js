// A bar for each label, with the mark that it must reach; many labels: only the likeliest.
const SHOWN = 12;

export class Scores {
  constructor(hello, parent, activity, shown = SHOWN) {
    this.shown = shown;
    this.labels = hello.labels;
    this.gates = hello.gates;
    this.hop = null;
    this.activity = activity;
    if (activity) activity.hidden = !(hello.min_activity > 0);
    if (hello.min_activity > 0) activity.querySelector("meter").low = hello.min_activity;
    this.rows = this.labels.slice(0, shown).map(() => {
      const row = document.createElement("div");
      row.className = "score";
      row.innerHTML = '<span class="name"></span><span class="bar"><span class="fill"></span><span class="gate"></span></span><span class="value"></span>';
      return row;
    });
    parent.replaceChildren(...this.rows);
    this.show(this.labels.map(() => 0), null);
  }

  take(hop) { this.hop = hop; }

  draw() {
    if (!this.hop) return;
    this.show(this.hop.scores, this.hop.vote);
    if (this.activity && this.hop.activity !== null) this.activity.querySelector("meter").value = this.hop.activity;
    this.hop = null;
  }

  show(scores, vote) {
    let order = this.labels.map((_, index) => index);
    if (order.length > this.shown) order.sort((a, b) => scores[b] - scores[a]);
    order.slice(0, this.shown).forEach((label, place) => {
      const row = this.rows[place], [name, bar, value] = row.children, gate = this.gates[label];
      row.classList.toggle("clear", label === vote);
      name.textContent = this.labels[label];
      name.title = this.labels[label];
      bar.firstChild.style.width = `${100 * scores[label]}%`;
      bar.lastChild.style.left = `calc(${100 * (gate ?? 1)}% - 1px)`;
      bar.lastChild.hidden = gate === null;
      value.textContent = `${Math.round(100 * scores[label])} %`;
    });
  }
}
