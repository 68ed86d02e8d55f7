// SPDX-License-Identifier: ISC
// The parts of the score as SVG: what stands where comes from layout.js, what state it is in from model.js. Positions are attributes, states are classes.
import { svg, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { duration } from "../i18n/format.js";
import { fit, laneNote, nodeName, phaseName, second, since, stateName, workerNote } from "./names.js";

const LINES = [-16, -8, 0, 8, 16];
const head = (end, cls) => (end ? svg`<path class="ah ${cls}" transform="translate(${end.x} ${end.y}) rotate(${end.turn})" d="M0 0l-6-3.6v7.2Z"/>` : nothing);

export const lane = (l, fact, count) => svg`${l.rows.map((r) => svg`${LINES.map((dy) => svg`<path class="staff" d="M${r.x1} ${r.y + dy}H${r.x2}"/>`)}<path class="barline" d="M${r.x1} ${r.y - 16}v32"/>`)}
  <text class="lane-n" x="12" y=${l.y - 4}>${String(l.phase).padStart(2, "0")}</text><text class="lane-t" x="12" y=${l.y + 14}>${fit(phaseName(l.phase, count).toUpperCase(), 96)}</text>
  <text class="lane-s" x="12" y=${l.y + 29}>${fact ? fit(laneNote(fact), 98, 11) : nothing}</text>`;

export const way = (e, cls) => svg`<path class="e ${cls}" d=${e.d}/>${head(e.end, cls === "todo" ? "todo" : "")}`;

export function turn(e, m) {
  const taken = m.nodes.get(e.from).rounds;
  return svg`<path class="e loop ${taken ? "took" : ""}" d=${e.d}/>${head(e.end, taken ? "" : "todo")}
    ${taken ? svg`<text class="cap" x=${e.x} y=${e.y}>${t("graph.revised", { n: taken })}</text>` : nothing}`;
}

const corners = (b, gap = 6, arm = 11) => {
  const x1 = b.x - gap, y1 = b.y - gap, x2 = b.x + b.w + gap, y2 = b.y + b.h + gap;
  return `M${x1} ${y1 + arm}V${y1}H${x1 + arm}M${x2 - arm} ${y1}H${x2}V${y1 + arm}M${x2} ${y2 - arm}V${y2}H${x2 - arm}M${x1 + arm} ${y2}H${x1}V${y2 - arm}`;
};

/** What a screen reader says begins with what stands there (WCAG 2.5.3); a name that was cut follows whole. */
const said = (shown, note, name, state) => [`${shown} ${note}`, shown === name ? null : name, state === note ? null : state].filter(Boolean).join(", ");

/** A link that may have no address yet: a review that has not begun. */
const link = (o, cls, label, inner) => svg`<a class="${cls} ${o.selected ? "sel" : ""}" href=${o.href ?? nothing} role=${o.href ? nothing : "img"} tabindex=${o.tab} data-key=${o.key} aria-label=${label}>${inner}</a>`;

const bar = (b, h, percent) => svg`<rect class="trk" x=${b.x} y=${b.y + b.h - h} width=${b.w} height=${h}/><rect class="val" x=${b.x} y=${b.y + b.h - h} width=${Math.round((b.w * percent) / 10) / 10} height=${h}/>`;

export function node(n, b, o) {
  const name = nodeName(n.id, n.title), note = fit(second(n), b.w - 12, 10.5), cut = fit(name, b.w - 23);
  return link(o, `nd ${n.state} ${n.held ? "held" : ""}`, said(cut, note, name, stateName(n.held ? "held" : n.state)), svg`
    ${n.state === "run" && !n.held ? svg`<rect class="ring" x=${b.x} y=${b.y} width=${b.w} height=${b.h}/>` : nothing}<path class="brk" d=${corners(b)}/>
    <rect class="b" x=${b.x} y=${b.y} width=${b.w} height=${b.h}/><rect class="sq" x=${b.x + 8} y=${b.y + 9} width="8" height="8"/>
    <text x=${b.x + 22} y=${b.y + 17.5}>${cut} </text> <text class="s" x=${b.x + 8} y=${b.y + 32}>${note}</text>
    ${n.state === "run" ? bar(b, 3, n.percent) : nothing}`);
}

const diamond = (b, r) => `M${b.cx} ${b.cy - r}L${b.cx + r} ${b.cy} ${b.cx} ${b.cy + r} ${b.cx - r} ${b.cy}Z`;

export function checkpoint(n, b, o) {
  const wait = n.state === "wait";
  const label = [nodeName(n.id, n.title), n.review ? `r${n.review.revision}` : null, stateName(n.state), wait ? duration(since(n.review.created_at, o.now)) : null].filter(Boolean).join(", ");
  return link(o, `ck ${n.state}`, label, svg`${wait ? svg`<path class="pulse" d=${diamond(b, 22)}/>` : nothing}<path class="brk" d=${corners(b, wait ? 9 : 5, 9)}/>
    <path class="b" d=${diamond(b, wait ? 19 : 15)}/>${n.state === "done" ? svg`<path class="t" d="M${b.cx - 5} ${b.cy + 0.5}l3.6 4 6.6-8"/>` : nothing}
    ${wait ? svg`<text class="x" aria-hidden="true" x=${b.cx} y=${b.cy + 5.5} text-anchor="middle">!</text>` : nothing}`);
}

/** Under a diamond that waits: what, and since when. */
export function tag(n, b, y, room, now) {
  const text = `${nodeName(n.id, n.title)} r${n.review.revision} · ${duration(since(n.review.created_at, now))}`, w = Math.min(230, [...text].length * (/[^\u0000-\u2e7f]/.test(text) ? 11.5 : 6.7) + 16);
  const x = Math.max(room[0], Math.min(b.cx - 24, room[1] - w));
  return svg`<g class="tag" aria-hidden="true"><path d="M${b.cx} ${b.cy + 19}V${y}"/><rect x=${x} y=${y} width=${w} height="19"/><text x=${x + 8} y=${y + 13.5}>${fit(text, w - 8, 11)}</text></g>`;
}

export function join(n, b, arrived, all) {
  return svg`<g role="img" aria-label=${`${nodeName(n.id, n.title)}, ${t("graph.arrived", { n: arrived, all })}`}><path class="barline thin" d="M${b.x} ${b.y}v${b.h}"/><path class="barline thick" d="M${b.x + 6} ${b.y}v${b.h}"/>
    <text class="lane-t" x=${b.x + 20} y=${b.y + b.h / 2 - 8}>${fit(nodeName(n.id, n.title).toUpperCase(), 96)}</text><text class="lane-s" x=${b.x + 20} y=${b.y + b.h / 2 + 22}>${t("graph.arrived", { n: arrived, all })}</text></g>`;
}

export const end = (n, b) => svg`<g role="img" aria-label=${`${t("graph.end")}, ${stateName(n.state)}`}><rect class="barline" fill="none" x=${b.x} y=${b.y} width="26" height="26"/>
  <rect class="ah ${n.state === "done" ? "" : "todo"}" x=${b.x + 6} y=${b.y + 6} width="14" height="14"/><text class="lane-s" x=${b.x + 34} y=${b.cy + 4}>${t("graph.end")}</text></g>`;

/** From a leader to its workers. */
export const bracket = (b, c) => {
  const rows = [...new Set(c.boxes.map((box) => box.cy))];
  return svg`<path class="e" d="M${b.x + b.w} ${b.cy}H${c.spine}M${c.spine} ${Math.min(b.cy, ...rows)}V${Math.max(b.cy, ...rows)}"/>${rows.map((y) => svg`<path class="e" d="M${c.spine} ${y}H${c.x1 - 4}"/>${head({ x: c.x1 - 3, y, turn: 0 }, "")}`)}`;
};

export function cell(w, b, o) {
  const note = workerNote(w), room = b.w - 30 - [...note].length * 6.6, cut = fit(w.title, room);
  return link(o, `nd ${w.state}`, said(cut, note, w.title, stateName(w.state)), svg`<path class="brk" d=${corners(b, 3, 8)}/><rect class="b" x=${b.x} y=${b.y} width=${b.w} height=${b.h}/>
    <rect class="sq" x=${b.x + 8} y=${b.y + 8} width="8" height="8"/><text x=${b.x + 22} y=${b.y + 16.5}>${cut} </text> <text class="s" x=${b.x + b.w - 7} y=${b.y + 16.5} text-anchor="end">${note}</text>
    ${w.state === "run" || w.state === "done" ? bar(b, 2.5, w.percent) : nothing}`);
}

export const moreCell = (b, count, done, o) => svg`<g class="nd more ${o.selected ? "sel" : ""}" role="button" tabindex=${o.tab} data-key=${o.key} data-more=${o.leader} aria-expanded="false" aria-label=${fit(t("graph.more", { n: count, done }), b.w - 12)}>
  <path class="brk" d=${corners(b, 3, 8)}/><rect class="b" x=${b.x} y=${b.y} width=${b.w} height=${b.h}/><text x=${b.x + 8} y=${b.y + 16.5}>${fit(t("graph.more", { n: count, done }), b.w - 12)}</text></g>`;
