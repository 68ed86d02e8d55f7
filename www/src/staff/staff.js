// SPDX-License-Identifier: ISC
// <lud-staff .store .view .zoom>: the project's graph as a score, live. view is "staff", "list" or "state"; where the score would be unreadable (a phone) the
// list takes its place. Arrow keys walk it, Enter opens, Space chooses what timeline and log show (store.selected).
import { repeat } from "lit/directives/repeat.js";
import { define, html, LudElement, nothing, svg } from "../element.js";
import { t } from "../i18n/index.js";
import { bracket, cell, checkpoint, end, join, lane, moreCell, node, tag, turn, way } from "./draw.js";
import { layout, ways } from "./layout.js";
import { list } from "./list.js";
import { flow, score, step } from "./model.js";
import { stateName, sumOf } from "./names.js";
import { taskName } from "../ui/tasks.js";
import css from "./staff.css";
import { table } from "./table.js";

const NARROW = 560, MINUTE = 30000;
const title = (text) => text[0].toUpperCase() + text.slice(1);

export class LudStaff extends LudElement {
  static css = css;
  static properties = { store: { attribute: false }, view: {}, zoom: { type: Number }, width: { state: true }, open: { state: true }, current: { state: true }, now: { state: true } };

  constructor() {
    super();
    Object.assign(this, { view: "staff", zoom: 1, width: 0, open: new Set(), current: null, now: Date.now() });
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizes = new ResizeObserver(([entry]) => { const width = Math.floor(entry.contentRect.width); if (Math.abs(width - this.width) > 2) this.width = width; });
    this.sizes.observe(this);
    this.tick = setInterval(() => { this.now = Date.now(); }, MINUTE);
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

  #href = (n) => {
    if (n.kind === "checkpoint") return n.review ? `/projects/${this.store.id}/checkpoints/${n.review.id}` : null;
    return n.agentId ? this.#agent(n.agentId) : null;
  };
  #agent = (id) => `/projects/${this.store.id}/agents/${id}`;
  #toggle = (id) => { this.open = new Set(this.open.has(id) ? [...this.open].filter((x) => x !== id) : [...this.open, id]); };

  /** The layout costs most: it is kept while nodes, edges, numbers of workers and the room stay. */
  #layout(graph, m) {
    const workers = Object.fromEntries([...m.nodes.values()].filter((n) => n.workers.length).map((n) => [n.id, n.workers.length]));
    const width = this.width / (this.zoom < 1 ? this.zoom : 1), key = JSON.stringify([graph.nodes.map((n) => [n.id, n.kind, n.phase]), graph.edges.map((e) => [e.from, e.to]), workers, width, [...this.open]]);
    if (this.key !== key) { this.key = key; this.drawn = layout({ nodes: graph.nodes, edges: graph.edges, workers, width, open: this.open }); this.ways = ways(graph.nodes, graph.edges).forward; }
    return this.drawn;
  }

  /** Boxes that can be walked to: nodes, then each leader's workers. */
  #boxes(l) {
    const boxes = new Map();
    for (const [id, b] of l.nodes) {
      if (b.shape === "node" || b.shape === "diamond") boxes.set(id, b);
      l.cells.get(id)?.boxes.forEach((c, i) => boxes.set(`${id} ${i}`, c));
    }
    return boxes;
  }

  #onkey = (event) => {
    const key = event.target.closest?.("[data-key]")?.dataset.key;
    if (!key || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " " || (event.key === "Enter" && event.target.closest("[data-more]"))) { event.preventDefault(); this.#choose(event.target); return; }
    const to = step(this.#boxes(this.drawn), this.ways, event.key, key);
    if (!/^(Arrow|Home|End)/.test(event.key)) return;
    event.preventDefault();
    this.current = to;
    this.updateComplete.then(() => this.querySelector(`[data-key="${CSS.escape(to)}"]`)?.focus());
  };

  /** A click chooses an agent; on the chosen one, and on reviews, it opens. */
  #onclick = (event) => {
    const target = event.target.closest?.("[data-key]");
    if (!target) { if (this.store.selected.value) this.store.selected.value = null; return; }
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.detail === 0) return;
    const id = this.#idOf(target);
    if (target.dataset.more || (id && this.store.selected.value !== id && target.classList.contains("nd"))) { event.preventDefault(); this.current = target.dataset.key; this.#choose(target); }
  };

  #idOf(target) { return /\/agents\/([^/]+)$/.exec(target.getAttribute("href") ?? "")?.[1] ?? null; }

  #choose(target) {
    const at = target.closest("[data-key]");
    if (at.dataset.more) { this.#toggle(at.dataset.more); return; }
    const id = this.#idOf(at);
    this.store.selected.value = id && this.store.selected.value !== id ? id : null;
  }

  #graph(graph, m, l) {
    const selected = this.store.selected.value, count = m.lanes.length, boxes = this.#boxes(l);
    const current = boxes.has(this.current) ? this.current : m.waiting[0]?.id ?? [...m.nodes.values()].find((n) => n.state === "run")?.id ?? boxes.keys().next().value;
    const opts = (key, href, id) => ({ key, href, tab: key === current ? "0" : "-1", selected: Boolean(id && id === selected), now: this.now });
    const tags = m.waiting.map((n) => {
      const b = l.nodes.get(n.id), cells = [...l.cells].some(([id, c]) => c.boxes.length && Math.abs(l.nodes.get(id).cy - b.cy) < 2);
      const bar = [...l.nodes.values()].find((j) => j.shape === "join" && j.lane === b.lane && j.x > b.x);
      return tag(n, b, b.cy + (cells ? 45 : b.lane ? 36 : 24), [132, (bar?.x ?? l.width - 12) - 6], this.now);
    });
    return html`<div class="graphbox"><svg class="graph" width=${Math.round(l.width * this.zoom)} height=${Math.round(l.height * this.zoom)} viewBox="0 0 ${l.width} ${l.height}" role="group" aria-label=${sumOf(m)} @keydown=${this.#onkey} @click=${this.#onclick}>
      ${l.lanes.map((one, i) => lane(one, m.lanes.find((f) => f.phase === one.phase) ?? m.lanes[i], count))}
      ${[...l.wires, ...l.edges].map((e) => way(e, flow(m, e)))}${l.turns.map((e) => turn(e, m))}
      ${[...l.cells].map(([id, c]) => (c.boxes.length ? bracket(l.nodes.get(id), c) : nothing))}
      ${repeat([...l.nodes], ([id]) => id, ([id, b]) => this.#one(m.nodes.get(id), b, opts, m, graph))}
      ${[...l.cells].map(([id, c]) => this.#cells(m.nodes.get(id), c, opts))}${tags}</svg></div>${this.#legend()}`;
  }

  #one(n, b, opts, m, graph) {
    const o = opts(n.id, this.#href(n), n.agentId);
    if (n.kind === "checkpoint") return checkpoint(n, b, o);
    if (n.kind === "end") return end(n, b);
    if (n.kind !== "join") return node(n, b, o);
    const before = [...new Set(graph.edges.filter((e) => e.to === n.id).map((e) => e.from))];
    return join(n, b, before.filter((id) => m.nodes.get(id)?.state === "done").length, before.length);
  }

  #cells(n, c, opts) {
    return svg`${repeat(n.workers.slice(0, c.show), (w) => w.id, (w, i) => cell(w, c.boxes[i], opts(`${n.id} ${i}`, this.#agent(w.id), w.id)))}
      ${c.more ? moreCell(c.boxes.at(-1), c.more, n.workers.slice(c.show).filter((w) => w.state === "done").length, { ...opts(`${n.id} ${c.show}`, null, null), leader: n.id }) : nothing}`;
  }

  #legend() {
    return html`<div class="legend">${[["d", "done"], ["r", "run"], ["w", "wait"], ["f", "fail"], ["p", "pend"]].map(([cls, state]) => html`<span><i class=${cls}></i>${title(stateName(state))}</span>`)}<span class="grow"></span><span>${t("graph.keys")}</span></div>`;
  }

  render() {
    const graph = this.store?.graph.value;
    if (!graph || !this.width) return html`<div class="graphbox" aria-busy="true"></div>`;
    const m = score({ graph, agents: this.store.agents.value, checkpoints: this.store.checkpoints.value, name: taskName });
    if (this.view === "state") return table(m, { href: this.#href });
    if (this.view === "list" || this.width < NARROW) return list(m, { href: this.#href, agent: this.#agent, toggle: this.#toggle, open: this.open, now: this.now });
    return this.#graph(graph, m, this.#layout(graph, m));
  }
}
define("lud-staff", LudStaff);
