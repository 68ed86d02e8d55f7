// SPDX-License-Identifier: ISC
// How work flows through a graph, and the staff that each node stands on. Pure; who draws no score (timeline, list) needs this much of it.
// In: nodes [{id, kind, phase}] in their order, edges [{from, to}].

/** Ways forward and ways back. Work flows to later nodes: an edge to the same or an earlier one is a way back. The same way twice is one. */
export function ways(nodes, edges) {
  const order = new Map(nodes.map((n, i) => [n.id, i]));
  const seen = new Set(), forward = [], back = [];
  for (const edge of edges) {
    const key = `${edge.from}>${edge.to}`;
    if (seen.has(key) || !order.has(edge.from) || !(order.has(edge.to) || edge.to === "end")) continue;
    seen.add(key);
    (edge.to === "end" || order.get(edge.to) > order.get(edge.from) ? forward : back).push(edge);
  }
  return { forward, back };
}

/** The staff a node stands on: its phase; where branches meet, the last phase that leads there, so that the bar closes it. */
export function laneOf(nodes, forward) {
  const lane = new Map();
  for (const node of nodes) {
    const before = node.kind === "join" ? forward.filter((e) => e.to === node.id).map((e) => lane.get(e.from) ?? node.phase) : [];
    lane.set(node.id, before.length ? Math.max(...before) : node.phase);
  }
  const last = forward.filter((e) => e.to === "end").map((e) => lane.get(e.from));
  if (last.length) lane.set("end", Math.max(...last));
  return lane;
}
