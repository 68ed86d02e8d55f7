// SPDX-License-Identifier: ISC
// A project's events as bars of a timeline. Pure: folding a page of events after another gives what folding all at once gives.
//
//   let b = noBars();
//   b = addEvents(b, events);          // as GET projects/{id}/events has them, or as the relay sends them ({event, data})
//   rowsOf(b, { agents, graph, now })  [{key, kind: "phase" | "agent" | "worker", id, spans: [{from, to, kind: "done" | "run" | "wait" | "fail"}]}]

export const noBars = () => ({ seq: 0, first: null, agents: {}, waits: {} });

const close = (spans, at, kind) => spans.map((s) => (s.to === null ? { ...s, to: at, kind } : s));

function add(bars, type, d, at) {
  const spans = bars.agents[d.agentId] ?? [];
  const agent = (next) => ({ ...bars, agents: { ...bars.agents, [d.agentId]: next } });
  switch (type) {
  case "agent:started": return agent([...close(spans, at, "done"), { from: at, to: null, kind: "run" }]);
  case "agent:completed": return agent(close(spans, at, "done"));
  case "agent:failed": return agent(close(spans, at, "fail"));
  case "checkpoint:created": return { ...bars, waits: { ...bars.waits, [d.checkpointId]: { agent: d.agentId, from: at, to: null } } };
  case "checkpoint:resolved": return bars.waits[d.checkpointId] ? { ...bars, waits: { ...bars.waits, [d.checkpointId]: { ...bars.waits[d.checkpointId], to: at } } } : bars;
  default: return bars;
  }
}

export function addEvents(bars, events) {
  let b = bars;
  for (const e of events) {
    const type = e.type ?? e.event, seq = e.seq ?? e.data?.seq, at = Date.parse(e.created_at ?? e.data?.timestamp);
    if (!(seq > b.seq) || Number.isNaN(at)) continue;
    b = { ...add(b, type, e.data, at), seq, first: b.first ?? at };
  }
  return b;
}

const spansOf = (bars, id) => [...(bars.agents[id] ?? []), ...Object.values(bars.waits).filter((w) => w.agent === id).map((w) => ({ from: w.from, to: w.to, kind: "wait" }))];

/** Rows: a phase that is over is one; agents of the others have theirs; of workers those that work or have failed, `most` of them. */
export function rowsOf(bars, { agents, phases, most = 5 }) {
  const rows = [];
  for (const { phase, over } of phases) {
    const its = agents.filter((a) => a.metadata?.phase === phase && (spansOf(bars, a.id).length || !over));
    if (over) { const spans = its.flatMap((a) => spansOf(bars, a.id)); if (spans.length) rows.push({ key: `phase ${phase}`, kind: "phase", id: phase, spans }); continue; }
    for (const a of its) {
      const spans = spansOf(bars, a.id);
      if (!spans.length) continue;
      rows.push({ key: a.id, kind: "agent", id: a.id, agent: a, spans });
      const busy = (a.sub_agents ?? []).filter((w) => ["running", "failed"].includes(w.status) && bars.agents[w.id]);
      for (const w of busy.slice(0, most)) rows.push({ key: w.id, kind: "worker", id: w.id, agent: w, spans: spansOf(bars, w.id) });
    }
  }
  return rows;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800].map((s) => s * 1000);

/** Times to write on the axis: round ones, `most` of them. */
export function ticks(from, to, most = 5) {
  const size = STEPS.find((s) => (to - from) / s <= most) ?? STEPS.at(-1);
  const list = [];
  for (let at = Math.ceil(from / size) * size; at <= to; at += size) list.push(at);
  return list;
}
