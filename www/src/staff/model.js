// SPDX-License-Identifier: ISC
// What stands on the score: the server's graph, agents and checkpoints as facts by node, without words. Pure.
//
//   const m = score({ graph, agents, checkpoints });
//   m.nodes.get("design")    {id, kind, phase, title, state, percent, agent, review, rounds, workers: [{id, state, title, percent, task}]}
//   m.lanes                  [{phase, state, percent, from, to}]
//   m.waiting                reviews that wait for a person
// A state is "pend", "run", "wait", "done", "fail", "stop" or "skip"; a leader that a review holds is "run" with `held`.

import { laneOf, ways } from "./ways.js";

const STATES = { pending: "pend", running: "run", waiting_approval: "wait", completed: "done", failed: "fail", cancelled: "stop", skipped: "skip" };
export const stateOf = (status) => STATES[status] ?? "pend";
const KINDS = { agent: true, leader: true, builtin: true };

function workersOf(agent, name) {
  const list = agent?.sub_agents ?? [];
  return list.map((w) => ({ id: w.id, agent: w, state: w.retry_at && w.status !== "running" ? "fail" : stateOf(w.status), title: name(w), percent: w.progress, task: w.current_task }));
}

/** The newest revision of each checkpoint's review. */
function newest(checkpoints) {
  const by = new Map();
  for (const c of checkpoints) if (!by.has(c.node) || by.get(c.node).revision < c.revision) by.set(c.node, c);
  return by;
}

function fact(node, agents, reviews, name) {
  const agent = agents.get(node.id) ?? null, review = reviews.get(node.id) ?? null;
  let state = stateOf(agent?.status ?? node.status);
  if (node.kind === "checkpoint" && review) state = { pending: "wait", approved: "done" }[review.status] ?? "pend";
  const held = KINDS[node.kind] && state === "wait";
  return { id: node.id, kind: node.kind, phase: node.phase, title: node.title, state: held ? "run" : state, held: Boolean(held),
    percent: agent?.progress ?? node.progress, agent, agentId: agent?.id ?? node.agent_id, review, rounds: Math.max(0, (review?.revision ?? 1) - 1),
    workers: workersOf(agent, name) };
}

/** Where branches meet belongs to the phase that it closes, as on the score. */
const placed = (graph) => { const lane = laneOf(graph.nodes, ways(graph.nodes, graph.edges).forward); return graph.nodes.map((n) => ({ ...n, phase: lane.get(n.id) })); };

const time = (at) => (at ? Date.parse(at) : null);

function lane(phase, nodes) {
  const work = nodes.filter((n) => KINDS[n.kind]), begun = nodes.filter((n) => n.state !== "pend");
  const done = nodes.filter((n) => n.kind !== "join").every((n) => n.state === "done" || n.state === "skip");
  const from = Math.min(...work.map((n) => time(n.agent?.started_at) ?? Infinity)), to = Math.max(...work.map((n) => time(n.agent?.completed_at) ?? -Infinity));
  return { phase, state: done ? "done" : begun.length ? "run" : "pend", percent: work.length ? Math.round(work.reduce((s, n) => s + (n.percent ?? 0), 0) / work.length) : 0,
    from: Number.isFinite(from) ? from : null, to: Number.isFinite(to) ? to : null };
}

/** In: name says what a worker is called. */
export function score({ graph, agents = [], checkpoints = [], name = (w) => w.title ?? w.task ?? w.type }) {
  const by = new Map(agents.map((a) => [a.type, a])), reviews = newest(checkpoints);
  const nodes = new Map(placed(graph).map((n) => [n.id, fact(n, by, reviews, name)]));
  const phases = [...new Set(graph.nodes.map((n) => n.phase))].sort((a, b) => a - b);
  if (graph.edges.some((e) => e.to === "end")) {
    const before = graph.edges.filter((e) => e.to === "end").map((e) => nodes.get(e.from));
    nodes.set("end", { id: "end", kind: "end", phase: phases.at(-1), title: "", state: before.some((n) => n?.state === "done") ? "done" : "pend", workers: [], rounds: 0, percent: 0 });
  }
  return { nodes, lanes: phases.map((p) => lane(p, [...nodes.values()].filter((n) => n.phase === p && n.kind !== "end"))),
    waiting: [...nodes.values()].filter((n) => n.kind === "checkpoint" && n.state === "wait") };
}

/** Is something on its way along here? "pass", "live" or "todo". */
export function flow(m, edge) {
  const from = m.nodes.get(edge.from), to = m.nodes.get(edge.to);
  if (to.kind === "join" || to.kind === "end") return from.state === "done" ? "pass" : from.state === "run" && !from.held && from.kind !== "checkpoint" ? "live" : "todo";
  if (to.state === "run" && !to.held && from.state === "done") return "live";
  const left = from.state === "done" || from.held || (from.kind === "join" && to.state !== "pend");
  return left && (to.state !== "pend" || from.kind !== "checkpoint") && (to.state !== "pend" || from.state === "done") ? "pass" : "todo";
}

/** Where an arrow key leads from a box: along the ways first, else to the nearest in that direction. In: boxes Map(key → {x, y, w, h}), ways [{from, to}]. */
export function step(boxes, ways, key, from) {
  const keys = [...boxes.keys()], here = boxes.get(from);
  if (key === "Home" || !here) return keys[0];
  if (key === "End") return keys.at(-1);
  const dir = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  if (!dir) return from;
  const mid = (b) => [b.x + b.w / 2, b.y + b.h / 2], [hx, hy] = mid(here);
  let best = null, least = Infinity;
  for (const [k, b] of boxes) {
    const [x, y] = mid(b), along = (x - hx) * dir[0] + (y - hy) * dir[1], across = Math.abs((x - hx) * dir[1]) + Math.abs((y - hy) * dir[0]);
    const cost = along + across * (dir[0] ? 4 : 0.5);
    if (k !== from && along > 4 && (dir[1] || across < 60) && cost < least) [best, least] = [k, cost];
  }
  if (best) return best;
  const way = dir[0] > 0 ? ways.find((e) => e.from === from && boxes.has(e.to))?.to : dir[0] < 0 ? ways.find((e) => e.to === from && boxes.has(e.from))?.from : null;
  return way ?? from;
}
