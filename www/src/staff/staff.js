// SPDX-License-Identifier: ISC
// <lud-staff .store .view .zoom>: the project's graph as a score, live. view is "staff", "list" or "state"; where the score would be unreadable (a phone) the
// list takes its place. Arrow keys walk it, Enter opens, Space chooses what timeline and log show (store.selected). What draws a view comes when it is shown.
import { define, html, LudElement } from "../element.js";
import { score } from "./model.js";
import { taskName } from "../ui/tasks.js";

const NARROW = 560, MINUTE = 30000;
const LOAD = { staff: () => import("./graph.js"), list: () => import("./list.js"), state: () => import("./table.js") };
const views = {};

/** Asks for what draws a view, once; again when it did not come. Gives it when it is there, else a promise of whether it came. */
function viewOf(name) {
  views[name] ??= LOAD[name]().then((module) => { views[name] = module[name]; return true; }, () => { views[name] = null; return false; });
  return views[name];
}

viewOf(innerWidth < NARROW + 30 ? "list" : "staff"); // the likely one, before there is room to measure

export class LudStaff extends LudElement {
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

  updated() { if (this.drawn && this.store.graph.value && !this.told) { this.told = true; this.tell("lud-came", "staff"); } }

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
  toggle = (id) => { this.open = new Set(this.open.has(id) ? [...this.open].filter((x) => x !== id) : [...this.open, id]); };

  render() {
    const graph = this.store?.graph.value, busy = html`<div class="graphbox" aria-busy="true"></div>`;
    if (!this.width) return busy;
    const view = viewOf(this.view === "staff" && this.width < NARROW ? "list" : this.view);
    if (typeof view === "function") this.drawn = view;
    else view.then((came) => (came ? this.requestUpdate() : this.tell("lud-came", "staff"))); // the one before stays until it comes
    const draw = this.drawn;
    if (!draw || !graph) return busy;
    const m = score({ graph, agents: this.store.agents.value, checkpoints: this.store.checkpoints.value, name: taskName });
    return draw(m, { host: this, graph, href: this.#href, agent: this.#agent, toggle: this.toggle, open: this.open, now: this.now });
  }
}
define("lud-staff", LudStaff);
