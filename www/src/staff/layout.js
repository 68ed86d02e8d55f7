// SPDX-License-Identifier: ISC
// Where everything of a graph stands on its score: a staff a phase, a column a rank, a row a branch. Pure: the same graph, the same picture; a worker
// that comes later moves nothing that is there already.
//
// In: nodes [{id, kind, phase}] in their order, edges [{from, to}], workers {id: how many}, width in px of what there is, open: Set of leaders whose
// workers all show.
// Out: {width, height, lanes: [{phase, y, rows: [{y, x1, x2}]}], nodes: Map(id → box), cells: Map(leader → {boxes, more, x1, x2, spine}), edges: [{from, to,
// d, end}], turns: [{from, to, d, x, y}], wires: [{from, to, d, end}]}. A box is {x, y, w, h, cx, cy, shape, lane}; `end` is {x, y, turn} of an arrow's head.

import { laneOf, ways } from "./ways.js";

const GUTTER = 128, RIGHT = 30, TOP = 58, ROW = 86, LANE = 92, NODE = [86, 118], NODE_H = 40, DIAMOND = 30, GAP = [12, 60];
const CELL = { w: [112, 166], h: 26, pitch: 30, gap: 8, rows: 3, columns: 2, lead: 34 };
const JOIN_W = 118, END_W = 76;

const push = (map, key, value) => (map.get(key) ?? map.set(key, []).get(key)).push(value);

/** The longest way to each node within its staff, and the branch that it stands on. */
function place(ids, forward, kindOf) {
  const inside = forward.filter((e) => ids.includes(e.from) && ids.includes(e.to));
  const rank = new Map(), row = new Map(), taken = new Set();
  for (const id of ids) {
    const before = inside.filter((e) => e.to === id).map((e) => e.from);
    rank.set(id, before.length ? Math.max(...before.map((b) => rank.get(b))) + 1 : 0);
    let at = before.length ? Math.min(...before.map((b) => row.get(b))) : 0;
    while (kindOf(id) !== "join" && taken.has(`${rank.get(id)} ${at}`)) at++;
    row.set(id, at);
    taken.add(`${rank.get(id)} ${at}`);
  }
  return { inside, rank, row };
}

/** How many workers show, and how many the last cell stands for. */
export function shown(count, open) {
  const all = CELL.rows * CELL.columns;
  return open || count <= all ? { show: count, more: 0 } : { show: all - 1, more: count - all + 1 };
}
const rowsOf = (count, open) => Math.max(CELL.rows, open ? Math.ceil(count / CELL.columns) : 0);
const cellsWide = (w) => CELL.lead + CELL.columns * w + (CELL.columns - 1) * CELL.gap;

/** The width of each column for a stretch between 0 (narrow) and 1 (wide). */
function widths(columns, stretch) {
  const at = (/** @type {number[]} */ [least, most]) => Math.floor(least + (most - least) * stretch);
  return columns.map((kinds) => Math.max(...kinds.map((kind) => ({ checkpoint: DIAMOND, join: JOIN_W, end: END_W })[kind] ?? (kind === "leader" ? NODE[1] + cellsWide(at(CELL.w)) : at(NODE)))));
}
const sum = (list) => list.reduce((a, b) => a + b, 0);

/** Left edges of the columns in the room that there is: first nodes grow, then gaps. */
function spread(columns, room) {
  const narrow = sum(widths(columns, 0)) + GAP[0] * (columns.length - 1), wide = sum(widths(columns, 1)) + 24 * (columns.length - 1);
  const stretch = wide > narrow ? Math.min(1, Math.max(0, (room - narrow) / (wide - narrow))) : 1;
  const w = widths(columns, stretch), free = columns.length > 1 ? (room - sum(w)) / (columns.length - 1) : 0;
  const gap = Math.min(GAP[1], Math.max(GAP[0], free));
  let x = GUTTER;
  return w.map((width) => { const at = { x: Math.round(x), w: width }; x += width + gap; return at; });
}

const box = (kind, x, w, cy, lane) => {
  if (kind === "checkpoint") return { x: x + (w - DIAMOND) / 2, y: cy - DIAMOND / 2, w: DIAMOND, h: DIAMOND, cx: x + w / 2, cy, shape: "diamond", lane };
  if (kind === "end") return { x: x + 4, y: cy - 13, w: 26, h: 26, cx: x + 17, cy, shape: "end", lane };
  const wide = kind === "leader" ? NODE[1] : w;
  return { x, y: cy - NODE_H / 2, w: wide, h: NODE_H, cx: x + wide / 2, cy, shape: "node", lane };
};

/** The cells of a leader's workers: columns of three, filled from the top, so that the next one moves none. */
function cellsOf(b, column, count, open) {
  const { show, more } = shown(count, open), rows = rowsOf(count, open);
  const x1 = b.x + b.w + CELL.lead, w = Math.floor((column.x + column.w - x1 - CELL.gap) / CELL.columns);
  const y = b.cy - ((rows - 1) * CELL.pitch) / 2;
  const boxes = Array.from({ length: show + (more ? 1 : 0) }, (_, i) => {
    const cy = y + (i % rows) * CELL.pitch;
    return { x: x1 + Math.floor(i / rows) * (w + CELL.gap), y: cy - CELL.h / 2, w, h: CELL.h, cy };
  });
  return { boxes, show, more, x1, x2: boxes.length ? Math.max(...boxes.map((c) => c.x + c.w)) : b.x + b.w, spine: b.x + b.w + 16 };
}

const line = (x1, y1, x2, y2) => (y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}H${x2 - 14}V${y2}H${x2}`);
const leave = (at, id) => at.cells.get(id)?.boxes.length ? at.cells.get(id).x2 : at.nodes.get(id).x + at.nodes.get(id).w;

/** A way within a staff; over the head of what stands between, it goes round below. */
function wayWithin(at, edge, between) {
  const a = at.nodes.get(edge.from), b = at.nodes.get(edge.to), x1 = leave(at, edge.from), bar = b.shape === "join", x2 = bar ? b.x : b.x - 4;
  if (bar) return { ...edge, d: `M${x1} ${a.cy}H${x2}`, end: null };
  const end = { x: x2 + 1, y: b.cy, turn: 0 };
  if (between && a.cy === b.cy) return { ...edge, d: `M${x1} ${a.cy}h6V${a.cy + 30}H${x2 - 9}V${b.cy}H${x2}`, end };
  return { ...edge, d: line(x1, a.cy, x2, b.cy), end };
}

/** The way to the next staff, like the next system of a score: out at the right, back to the left. */
function wayOn(at, edge, right) {
  const b = at.nodes.get(edge.to), lane = at.lanes[b.lane], above = at.lanes[b.lane - 1];
  const a = at.nodes.get(edge.from), y = a.shape === "join" ? a.y + a.h / 2 : a.cy;
  const turn = Math.round((above.rows.at(-1).y + above.below + lane.rows[0].y - lane.above) / 2);
  return { ...edge, d: `M${a.shape === "join" ? a.x + 8 : leave(at, edge.from)} ${y}H${right}V${turn}H${GUTTER - 20}V${b.cy}H${b.x - 4}`, end: { x: b.x - 3, y: b.cy, turn: 0 } };
}

/** Ways back within a staff: an arc above on the first and over workers, below elsewhere, where the way from the staff before runs above. Of several from one
 *  node the farthest is drawn. */
function turnsOf(at, back) {
  const least = new Map();
  for (const edge of back) {
    const a = at.nodes.get(edge.from), b = at.nodes.get(edge.to);
    if (!a || !b || a.lane !== b.lane || a === b) continue;
    const known = least.get(edge.from);
    if (!known || at.nodes.get(known.to).cx > b.cx) least.set(edge.from, edge);
  }
  return [...least.values()].map((edge) => {
    const a = at.nodes.get(edge.from), b = at.nodes.get(edge.to), cells = at.cells.get(edge.to)?.boxes ?? [];
    if (a.lane && !cells.length) {
      const y = Math.max(a.y + a.h, b.y + b.h) + 12;
      return { ...edge, d: `M${a.cx} ${a.y + a.h + 1}V${y}H${b.cx}V${b.y + b.h + 4}`, end: { x: b.cx, y: b.y + b.h + 2, turn: -90 }, x: b.cx + 8, y: y + 12 };
    }
    const y = cells.length ? cells[0].y - 10 : Math.min(a.y, b.y) - 11;
    return { ...edge, d: `M${a.cx} ${a.y - 1}V${y}H${b.cx}V${b.y - 4}`, end: { x: b.cx, y: b.y - 2, turn: 90 }, x: b.cx + 8, y: y - 4 };
  });
}

export function layout({ nodes, edges, workers = {}, width = 896, open = new Set() }) {
  const { forward, back } = ways(nodes, edges), lane = laneOf(nodes, forward), kind = new Map(nodes.map((n) => [n.id, n.kind]));
  const kindOf = (id) => (id === "end" ? "end" : kind.get(id));
  const phases = [...new Set(lane.values())].sort((a, b) => a - b), byLane = new Map();
  for (const id of [...nodes.map((n) => n.id), ...(lane.has("end") ? ["end"] : [])]) push(byLane, lane.get(id), id);
  const at = { lanes: [], nodes: new Map(), cells: new Map() };
  let y = TOP, most = 0;
  const drawn = phases.map((phase, index) => {
    const ids = byLane.get(phase), { inside, rank, row } = place(ids, forward, kindOf);
    const columns = Array.from({ length: Math.max(...rank.values()) + 1 }, (_, r) => ids.filter((id) => rank.get(id) === r).map(kindOf));
    const x = spread(columns, width - GUTTER - RIGHT);
    const heights = Array.from({ length: Math.max(...row.values()) + 1 }, (_, r) => {
      const tall = ids.filter((id) => row.get(id) === r && kindOf(id) === "leader").map((id) => rowsOf(workers[id] ?? 0, open.has(id)) * CELL.pitch + 10);
      return Math.max(0, ...tall);
    });
    const half = (r) => Math.max(NODE_H / 2, heights[r] / 2);
    if (index) y += Math.max(LANE, at.lanes.at(-1).below + half(0) + (heights[0] ? 42 : 30));
    else if (heights[0]) y += half(0) - 20;
    const rows = heights.map((_, r) => { if (r) y += Math.max(ROW, half(r - 1) + half(r) + 8); return { y }; });
    for (const id of ids) {
      const column = x[rank.get(id)], b = kindOf(id) === "join" ? null : box(kindOf(id), column.x, column.w, rows[row.get(id)].y, index);
      if (b) at.nodes.set(id, b);
      else at.nodes.set(id, { x: column.x, y: rows[0].y - 22, w: 8, h: rows.at(-1).y - rows[0].y + 44, cx: column.x + 4, cy: rows[row.get(id)].y, shape: "join", lane: index });
      if (kindOf(id) === "leader") at.cells.set(id, cellsOf(b, column, workers[id] ?? 0, open.has(id)));
    }
    const right = x.at(-1).x + x.at(-1).w, bar = ids.find((id) => kindOf(id) === "join" && rank.get(id) === x.length - 1);
    most = Math.max(most, right);
    at.lanes.push({ phase, y: (rows[0].y + rows.at(-1).y) / 2, above: half(0) + (index ? 0 : 12), below: half(rows.length - 1),
      rows: rows.map((r) => ({ y: r.y, x1: GUTTER - 14, x2: bar ? at.nodes.get(bar).x : right + 14 })) });
    return { ids, inside, rank, row };
  });
  const total = Math.max(width, Math.ceil(most + RIGHT)), right = total - 10;
  for (const l of at.lanes) for (const r of l.rows) if (!byLane.get(l.phase).some((id) => kindOf(id) === "join" && at.nodes.get(id).x === r.x2)) r.x2 = total - 16;
  const within = drawn.flatMap(({ ids, inside, rank, row }) => inside.map((edge) => wayWithin(at, edge,
    ids.some((id) => row.get(id) === row.get(edge.from) && kindOf(id) !== "join" && rank.get(id) > rank.get(edge.from) && rank.get(id) < rank.get(edge.to)))));
  const on = forward.filter((e) => lane.get(e.from) !== lane.get(e.to) && at.nodes.get(e.to).lane === at.nodes.get(e.from).lane + 1).map((e) => wayOn(at, e, right));
  const end = at.lanes.at(-1);
  return { ...at, width: total, height: Math.ceil(end ? end.rows.at(-1).y + Math.max(62, end.below + 20) : 0), edges: within, wires: on, turns: turnsOf(at, back) };
}
