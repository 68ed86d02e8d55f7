// SPDX-License-Identifier: ISC
// <lud-timeline .store>: who worked when, and how long people took to decide; from the project's events.
import { define, html, LudElement, svg } from "../element.js";
import { clock, duration } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { addEvents, noBars, rowsOf, ticks } from "./bars.js";
import { score } from "../staff/model.js";
import { agentName, fit, phaseName } from "../staff/names.js";
import { taskName } from "../ui/tasks.js";

const LABEL = 104, ROW = 24, TOP = 20;
const ACTIVE = ["running", "paused"];

export class LudTimeline extends LudElement {
  static properties = { store: { attribute: false }, width: { state: true }, now: { state: true } };

  constructor() {
    super();
    Object.assign(this, { width: 0, now: Date.now() });
    this.bars = noBars();
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizes = new ResizeObserver(([entry]) => { const width = Math.floor(entry.contentRect.width) - 24; if (Math.abs(width - this.width) > 2) this.width = width; });
    this.sizes.observe(this);
    this.tick = setInterval(() => { if (!document.hidden && ACTIVE.includes(this.store?.project.peek()?.status)) this.now = Date.now(); }, 2000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
    clearInterval(this.tick);
  }

  /** Drawn once a frame, however many events come. */
  async scheduleUpdate() {
    await new Promise((done) => { requestAnimationFrame(done); });
    super.scheduleUpdate();
  }

  /** Takes what came since the last drawing; a shorter history is another one. */
  #fold(events) {
    if ((events.at(-1)?.seq ?? 0) < this.bars.seq) this.bars = noBars();
    let from = events.length;
    while (from > 0 && events[from - 1].seq > this.bars.seq) from--;
    this.bars = addEvents(this.bars, events.slice(from));
  }

  #label(row, names) {
    if (row.kind === "phase") return phaseName(row.id, this.phases);
    return row.kind === "agent" ? agentName(row.agent) : names.get(row.id);
  }

  #row(row, i, x, to, names, selected) {
    const y = TOP + 9 + i * ROW, label = this.#label(row, names);
    return svg`<g class=${selected && row.id !== selected ? "dim" : ""}><text x=${row.kind === "worker" ? 10 : 0} y=${y + 10}>${fit(label, LABEL - 12, 11)}<title>${label}</title></text>
      ${row.spans.map((s) => svg`<rect class=${s.kind} x=${x(s.from)} y=${y} width=${Math.max(1.5, Math.round((x(s.to ?? to) - x(s.from)) * 10) / 10)} height="12"/>`)}</g>`;
  }

  render() {
    const { store } = this, agents = store?.agents.value ?? [], graph = store?.graph.value;
    this.#fold(store?.events.value ?? []);
    if (!graph || !this.width) return html`<div class="ganttbox" aria-busy="true"></div>`;
    const m = score({ graph, agents, checkpoints: store.checkpoints.value });
    this.phases = m.lanes.length;
    const rows = rowsOf(this.bars, { agents, phases: m.lanes.map((l) => ({ phase: l.phase, over: l.state === "done" && m.lanes.some((o) => o.state !== "done") })) });
    if (!rows.length) return html`<p class="ganttbox muted">${t("timeline.none")}</p>`;
    const names = new Map(agents.flatMap((a) => (a.sub_agents ?? []).map((w) => [w.id, taskName(w)])));
    const active = ACTIVE.includes(store.project.value?.status), spans = rows.flatMap((r) => r.spans), from = this.bars.first;
    const last = Math.max(from + 1000, ...spans.map((s) => s.to ?? s.from)), to = active ? Math.max(last, this.now) : last, end = to + (to - from) * (active ? 0.12 : 0.02);
    const x = (at) => Math.round((LABEL + ((at - from) / (end - from)) * (this.width - LABEL)) * 10) / 10, bottom = TOP + 9 + rows.length * ROW, seconds = end - from < 600000;
    const waited = Object.values(this.bars.waits).reduce((s, w) => s + ((w.to ?? to) - w.from), 0) / 1000;
    return html`<div class="ganttbox"><svg class="gantt" width=${this.width} height=${bottom + 4} viewBox="0 0 ${this.width} ${bottom + 4}" role="img"
      aria-label=${t("timeline.label", { from: clock(from), to: clock(to), wait: duration(waited) })}>
      ${ticks(from, end, Math.max(2, Math.floor((this.width - LABEL) / 84))).map((at) => svg`<path class="g" d="M${x(at)} ${TOP}V${bottom}"/><text class="t" x=${x(at)} y="13" text-anchor=${x(at) > this.width - 24 ? "end" : "middle"}>${clock(at, seconds)}</text>`)}
      ${rows.map((row, i) => this.#row(row, i, x, to, names, store.selected.value))}
      ${active ? svg`<path class="now" d="M${x(to)} ${TOP - 3}V${bottom}"/><text class="nowt" x=${x(to) + (this.width - x(to) > 36 ? 4 : -4)} y=${bottom - 2} text-anchor=${this.width - x(to) > 36 ? "start" : "end"}>${clock(to)}</text>` : ""}</svg></div>`;
  }
}
define("lud-timeline", LudTimeline);
