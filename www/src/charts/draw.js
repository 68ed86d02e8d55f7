// SPDX-License-Identifier: ISC
// The three forms of a chart as SVG, in the theme's colours: steps over time, bars, lines over a few steps. Positions are attributes: the policy allows
// no inline style. In: a width in px; texts are made by the caller.
import { svg } from "../element.js";
import { clock } from "../i18n/format.js";
import { ticks } from "../timeline/bars.js";
import { fit } from "../staff/names.js";
import { marks } from "./series.js";

const round = (n) => Math.round(n * 10) / 10;
const LEFT = 58, RIGHT = 14, TOP = 24, FOOT = 24;

const frame = (width, height, rows, foot = FOOT) => svg`${rows.map(({ y, text }) => svg`<path class="g" d="M${LEFT} ${y}H${width - RIGHT}"/><text class="t" x=${LEFT - 8} y=${y + 4} text-anchor="end">${text}</text>`)}
  <path class="axis" d="M${LEFT} ${TOP - 6}V${height - foot}H${width - RIGHT}"/>`;

/** In: points [{at, value}], limit or null (a dashed line), to in ms, show(value). A limit far above what was spent stands at the edge, as words. */
export function steps({ points, limit, to, show }, width, height = 190) {
  const from = points[0].at, end = Math.max(to, from + 1000), most = points.at(-1).value, near = limit && limit <= most * 3;
  const scale = marks(near ? Math.max(most, limit) : most), top = scale.at(-1), bottom = height - FOOT;
  const x = (at) => round(LEFT + ((at - from) / (end - from)) * (width - LEFT - RIGHT)), y = (value) => round(bottom - (value / top) * (bottom - TOP));
  const way = points.slice(1).map((p) => `H${x(p.at)}V${y(p.value)}`).join("");
  return svg`${frame(width, height, scale.map((value) => ({ y: y(value), text: show(value) })))}
    ${ticks(from, end, Math.max(2, Math.floor(width / 110))).map((at) => svg`<text class="t" x=${x(at)} y=${height - 6} text-anchor=${x(at) > width - 40 ? "end" : "middle"}>${clock(at, end - from < 600000)}</text>`)}
    <path class="area" d="M${x(from)} ${bottom}${way}H${x(end)}V${bottom}Z"/><path class="line" d="M${x(from)} ${bottom}${way}H${x(end)}"/>
    ${points.slice(1).map((p) => svg`<rect class="dot" x=${x(p.at) - 3} y=${y(p.value) - 3} width="6" height="6"><title>${p.text}</title></rect>`)}
    ${near ? svg`<path class="limit" d="M${LEFT} ${y(limit)}H${width - RIGHT}"/><text class="t limit" x=${width - RIGHT} y=${y(limit) - 5} text-anchor="end">${show(limit)}</text>` : ""}`;
}

const ROW = 24;
export const heightOf = (rows) => rows.length * ROW + 10;

/** In: rows [{name, value, text}]. Bars grow from the left, each with its own figure. */
export function bars({ rows }, width) {
  const left = Math.min(150, Math.round(width * 0.32)), most = Math.max(...rows.map((r) => r.value), 1e-9), room = width - left - 86;
  return svg`${rows.map((r, i) => svg`<text class="n" x="0" y=${i * ROW + 17}>${fit(r.name, left - 12, 12)}<title>${r.name}</title></text>
    <rect class="trk" x=${left} y=${i * ROW + 6} width=${room} height="14"/><rect class="val" x=${left} y=${i * ROW + 6} width=${round(Math.max(1.5, (r.value / most) * room))} height="14"/>
    <text class="v" x=${width} y=${i * ROW + 17} text-anchor="end">${r.text}</text>`)}`;
}

/** In: names of the steps; lines [{name, values (0 to 1, or null), now}]: the one of now is drawn strong, with its figures. Where names have no room side by side
 * every second one stands lower. */
export function lines({ names, lines: list, show }, width, height = 200) {
  const step = (width - LEFT - RIGHT - 62) / (names.length - 1), tight = step < 92, foot = tight ? FOOT + 14 : FOOT;
  const bottom = height - foot, x = (i) => round(LEFT + 26 + i * step), y = (value) => round(bottom - value * (bottom - TOP));
  const points = (values) => values.map((value, i) => ({ value, i })).filter(({ value }) => value !== null);
  return svg`${frame(width, height, [0, 0.25, 0.5, 0.75, 1].map((value) => ({ y: y(value), text: show(value) })), foot)}
    ${names.map((name, i) => svg`<text class="t" x=${x(i)} y=${height - (tight && i % 2 === 0 ? 20 : 6)} text-anchor="middle">${tight ? fit(name, step * 1.9, 10.5) : name}</text>`)}
    ${list.map((l) => svg`<g class=${l.now ? "now" : "past"}><path class="line" d=${points(l.values).map(({ value, i }, n) => `${n ? "L" : "M"}${x(i)} ${y(value)}`).join("")}/>
      ${points(l.values).map(({ value, i }) => svg`<rect class="dot" x=${x(i) - 3.5} y=${y(value) - 3.5} width="7" height="7"/>${l.now ? svg`<text class="v" x=${x(i)} y=${y(value) - 9} text-anchor="middle">${show(value)}</text>` : ""}`)}
      ${l.now ? "" : svg`<text class="t" x=${x(names.length - 1) + 8} y=${y(l.values.at(-1) ?? 0) + 14}>${l.name}</text>`}</g>`)}`;
}
