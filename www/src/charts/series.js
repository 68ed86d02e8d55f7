// SPDX-License-Identifier: ISC
// Figures for the charts, out of what the API says. Pure.
//
//   spendOf(usage, agents, now)   [{at, value, name}]: what was spent up to each agent's end, oldest first; value in the unit of unitOf(usage)
//   timesOf(usage)                [{agent, title, seconds, turns, tokens, cost}], longest first
//   curvesOf(reports)             {bots: ["idle", …], lines: [{revision, values}]}: how far players of rising skill come, a line a revision

/** What is worth drawing: money where any was spent, else tokens, else null (the offline studio asks no model). */
export const unitOf = (usage) => (usage.cost_usd > 0 ? "cost" : usage.tokens.input + usage.tokens.output > 0 ? "tokens" : null);

const amount = (row, unit) => (unit === "cost" ? row.cost_usd : row.tokens.input + row.tokens.output);

/** The sums of agents, each where it last ended; one that is at work counts now. Agents without a time (of earlier runs) come first. */
export function spendOf(usage, agents, now) {
  const unit = unitOf(usage);
  if (!unit) return [];
  const by = new Map(agents.map((a) => [a.type, a])), begin = Math.min(...agents.map((a) => Date.parse(a.started_at ?? a.created_at)), now);
  const time = (a) => (!a?.started_at ? begin : a.status === "running" || !a.completed_at ? now : Date.parse(a.completed_at));
  const parts = usage.by_agent.map((row) => ({ at: time(by.get(row.agent)), name: row.agent, part: amount(row, unit) })).filter((p) => p.part > 0).sort((a, b) => a.at - b.at);
  let value = 0;
  return [{ at: begin, value: 0, name: null }, ...parts.map(({ at, name, part }) => ({ at, value: value += part, name }))];
}

export const timesOf = (usage) => usage.by_agent.map((row) => ({ agent: row.agent, title: row.title, seconds: row.duration, turns: row.turns, tokens: row.tokens.input + row.tokens.output, cost: row.cost_usd }))
  .sort((a, b) => b.seconds - a.seconds);

/** The testers' players by skill; "check" and "replay" test the machine, not the game. */
export const BOTS = ["idle", "random", "sweep", "greedy", "solver"];

/** In: test reports as {revision, document}. A bot that played often counts by its mean; one that a report lacks is null there. */
export function curvesOf(reports) {
  const runs = (document, bot) => (document?.runs ?? []).filter((r) => r.bot === bot && Number.isFinite(r.progress));
  const mean = (list) => (list.length ? list.reduce((sum, r) => sum + r.progress, 0) / list.length : null);
  const lines = [...reports].sort((a, b) => a.revision - b.revision).map(({ revision, document }) => ({ revision, values: BOTS.map((bot) => mean(runs(document, bot))) })).filter(({ values }) => values.some((v) => v !== null));
  return { bots: BOTS, lines };
}

/** Round marks from 0 to at least `most`: [0, 5, 10]. */
export function marks(most, about = 4) {
  if (!(most > 0)) return [0, 1];
  const raw = most / about, size = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 2.5, 5, 10].map((n) => n * size).find((n) => n >= raw);
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
