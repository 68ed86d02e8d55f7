// SPDX-License-Identifier: ISC
// The score turned upright: the same facts as nested lists, for phones and for who prefers them. Phases that are at work come first; one that is over is a
// line that opens.
import { html, nothing } from "../element.js";
import { duration } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { laneNote, nodeName, phaseName, second, since, workerNote } from "./names.js";

const row = (cls, href, name, note, more = nothing) => html`<li class=${cls}>${href
  ? html`<a href=${href}><i></i><span class="nm">${name}</span> <span class="pc">${note}</span></a>` : html`<span class="it"><i></i><span class="nm">${name}</span> <span class="pc">${note}</span></span>`}${more}</li>`;

const noteOf = (n, m, now) => {
  if (n.kind === "checkpoint") return n.state === "wait" ? t("graph.waiting", { time: duration(since(n.review.created_at, now)) }) : n.review ? `r${n.review.revision}` : "";
  if (n.kind === "join" || n.kind === "end") return "";
  return second(n);
};

const workers = (n, o) => (n.workers.length ? html`<ol>${(o.open.has(n.id) || n.workers.length <= 6 ? n.workers : n.workers.slice(0, 5)).map((w) => row(w.state, o.agent(w.id), w.title, workerNote(w)))}
  ${n.workers.length > 6 ? html`<li class="more"><button type="button" aria-expanded=${String(o.open.has(n.id))} @click=${() => o.toggle(n.id)}><i></i><span class="nm">${o.open.has(n.id) ? t("graph.fewer")
    : t("graph.more", { n: n.workers.length - 5, done: n.workers.slice(5).filter((w) => w.state === "done").length })}</span></button></li>` : nothing}</ol>` : nothing);

const one = (n, m, o) => row(`${n.kind === "checkpoint" || n.kind === "join" || n.kind === "end" ? "ck " : ""}${n.state}`, o.href(n), n.kind === "end" ? t("graph.end") : nodeName(n.id, n.title) + (n.state === "wait" && n.kind === "checkpoint" ? ` r${n.review.revision}` : ""), noteOf(n, m, o.now), workers(n, o));

function part(lane, m, o) {
  const nodes = [...m.nodes.values()].filter((n) => n.phase === lane.phase), key = `phase ${lane.phase}`, folded = lane.state === "done" && m.lanes.some((l) => l.state !== "done") && !o.open.has(key);
  const agents = nodes.filter((n) => n.agentId).length, reviews = nodes.filter((n) => n.kind === "checkpoint").length;
  return html`<section class="gl"><h3><b>${String(lane.phase).padStart(2, "0")}</b> ${phaseName(lane.phase, m.lanes.length)} <small>${laneNote(lane)}</small></h3>
    <ol>${folded ? html`<li class="done"><button type="button" aria-expanded="false" @click=${() => o.toggle(key)}><i></i><span class="nm">${t("graph.folded", { n: agents, reviews })}</span> <span class="pc">${t("graph.show")}</span></button></li>`
      : nodes.map((n) => one(n, m, o))}</ol></section>`;
}

export function list(m, o) {
  const order = { run: 0, pend: 1, done: 2 };
  return html`<div class="glist">${m.lanes.toSorted((a, b) => order[a.state] - order[b.state] || a.phase - b.phase).map((lane) => part(lane, m, o))}</div>`;
}
