// SPDX-License-Identifier: ISC
// The score that <lud-staff> draws where there is room: layout, keys and clicks of one element. In: host has store, width, zoom, open and current.
import { repeat } from "lit/directives/repeat.js";
import { html, nothing, svg } from "../element.js";
import { t } from "../i18n/index.js";
import { bracket, cell, checkpoint, end, join, lane, moreCell, node, tag, turn, way } from "./draw.js";
import { layout } from "./layout.js";
import { flow, step } from "./model.js";
import { stateName, sumOf } from "./names.js";
import { ways } from "./ways.js";

const title = (text) => text[0].toUpperCase() + text.slice(1);
const idOf = (target) => /\/agents\/([^/]+)$/.exec(target.getAttribute("href") ?? "")?.[1] ?? null;

class Score {
  constructor(host) { this.host = host; }

  /** The layout costs most: it is kept while nodes, edges, numbers of workers and the room stay. */
  #layout(graph, m) {
    const { width: room, zoom, open } = this.host, workers = Object.fromEntries([...m.nodes.values()].filter((n) => n.workers.length).map((n) => [n.id, n.workers.length]));
    const width = room / (zoom < 1 ? zoom : 1), key = JSON.stringify([graph.nodes.map((n) => [n.id, n.kind, n.phase]), graph.edges.map((e) => [e.from, e.to]), workers, width, [...open]]);
    if (this.key !== key) { this.key = key; this.drawn = layout({ nodes: graph.nodes, edges: graph.edges, workers, width, open }); this.ways = ways(graph.nodes, graph.edges).forward; }
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
    const { host } = this, key = event.target.closest?.("[data-key]")?.dataset.key;
    if (!key || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " " || (event.key === "Enter" && event.target.closest("[data-more]"))) { event.preventDefault(); this.#choose(event.target); return; }
    const to = step(this.#boxes(this.drawn), this.ways, event.key, key);
    if (!/^(Arrow|Home|End)/.test(event.key)) return;
    event.preventDefault();
    host.current = to;
    host.updateComplete.then(() => host.querySelector(`[data-key="${CSS.escape(to)}"]`)?.focus());
  };

  /** A click chooses an agent; on the chosen one, and on reviews, it opens. */
  #onclick = (event) => {
    const { store } = this.host, target = event.target.closest?.("[data-key]");
    if (!target) { if (store.selected.value) store.selected.value = null; return; }
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.detail === 0) return;
    const id = idOf(target);
    if (target.dataset.more || (id && store.selected.value !== id && target.classList.contains("nd"))) { event.preventDefault(); this.host.current = target.dataset.key; this.#choose(target); }
  };

  #choose(target) {
    const { store } = this.host, at = target.closest("[data-key]");
    if (at.dataset.more) { this.host.toggle(at.dataset.more); return; }
    const id = idOf(at);
    store.selected.value = id && store.selected.value !== id ? id : null;
  }

  render(graph, m, o) {
    const l = this.#layout(graph, m), { store, current: wanted, zoom } = this.host;
    const selected = store.selected.value, count = m.lanes.length, boxes = this.#boxes(l);
    const current = boxes.has(wanted) ? wanted : m.waiting[0]?.id ?? [...m.nodes.values()].find((n) => n.state === "run")?.id ?? boxes.keys().next().value;
    const opts = (key, href, id) => ({ key, href, tab: key === current ? "0" : "-1", selected: Boolean(id && id === selected), now: o.now });
    const tags = m.waiting.map((n) => {
      const b = l.nodes.get(n.id), cells = [...l.cells].some(([id, c]) => c.boxes.length && Math.abs(l.nodes.get(id).cy - b.cy) < 2);
      const bar = [...l.nodes.values()].find((j) => j.shape === "join" && j.lane === b.lane && j.x > b.x);
      return tag(n, b, b.cy + (cells ? 45 : b.lane ? 36 : 24), [132, (bar?.x ?? l.width - 12) - 6], o.now);
    });
    return html`<div class="graphbox"><svg class="graph" width=${Math.round(l.width * zoom)} height=${Math.round(l.height * zoom)} viewBox="0 0 ${l.width} ${l.height}" role="group" aria-label=${sumOf(m)} @keydown=${this.#onkey} @click=${this.#onclick}>
      ${l.lanes.map((one, i) => lane(one, m.lanes.find((f) => f.phase === one.phase) ?? m.lanes[i], count))}
      ${[...l.wires, ...l.edges].map((e) => way(e, flow(m, e)))}${l.turns.map((e) => turn(e, m))}
      ${[...l.cells].map(([id, c]) => (c.boxes.length ? bracket(l.nodes.get(id), c) : nothing))}
      ${repeat([...l.nodes], ([id]) => id, ([id, b]) => this.#one(m.nodes.get(id), b, opts, m, graph, o))}
      ${[...l.cells].map(([id, c]) => this.#cells(m.nodes.get(id), c, opts, o))}${tags}</svg></div>${this.#legend()}`;
  }

  #one(n, b, opts, m, graph, { href }) {
    const o = opts(n.id, href(n), n.agentId);
    if (n.kind === "checkpoint") return checkpoint(n, b, o);
    if (n.kind === "end") return end(n, b);
    if (n.kind !== "join") return node(n, b, o);
    const before = [...new Set(graph.edges.filter((e) => e.to === n.id).map((e) => e.from))];
    return join(n, b, before.filter((id) => m.nodes.get(id)?.state === "done").length, before.length);
  }

  #cells(n, c, opts, { agent }) {
    return svg`${repeat(n.workers.slice(0, c.show), (w) => w.id, (w, i) => cell(w, c.boxes[i], opts(`${n.id} ${i}`, agent(w.id), w.id)))}
      ${c.more ? moreCell(c.boxes.at(-1), c.more, n.workers.slice(c.show).filter((w) => w.state === "done").length, { ...opts(`${n.id} ${c.show}`, null, null), leader: n.id }) : nothing}`;
  }

  #legend() {
    return html`<div class="legend">${[["d", "done"], ["r", "run"], ["w", "wait"], ["f", "fail"], ["p", "pend"]].map(([cls, state]) => html`<span><i class=${cls}></i>${title(stateName(state))}</span>`)}<span class="grow"></span><span>${t("graph.keys")}</span></div>`;
  }
}

const scores = new WeakMap();

/** In: as the other views have it. Each element has a score of its own. */
export function staff(m, o) {
  if (!scores.has(o.host)) scores.set(o.host, new Score(o.host));
  return scores.get(o.host).render(o.graph, m, o);
}
