// SPDX-License-Identifier: ISC
// Names of nodes, phases and states in the reader's language. A graph that we have no words for keeps its own titles.
import { duration } from "../i18n/format.js";
import { addWords, t, tOr } from "../i18n/index.js";

await addWords(() => import("../i18n/en/graph.json"), () => import("../i18n/ja/graph.json"));

export const nodeName = (id, title) => tOr(`node.${id}`, title || id);
export const phaseName = (n, count = 3) => (count === 3 ? tOr(`lane.${n}`, t("lane.n", { n })) : t("lane.n", { n }));
export const stateName = (state) => t(`state.${state}`);
export const agentName = (agent) => tOr(`node.${agent.type}`, agent.title || agent.type);

const wide = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u;
/** Cuts a text to a width in px: SVG cannot. The figures are M PLUS 1's, on the safe side. */
export function fit(text, px, size = 11.5) {
  let used = 0;
  const chars = [...text];
  for (let i = 0; i < chars.length; i++) {
    used += size * (wide.test(chars[i]) ? 1.03 : /[mwMW@%]/.test(chars[i]) ? 0.88 : /[iljtfrI.,:;'|!/ ()]/.test(chars[i]) ? 0.36 : /[A-Z]/.test(chars[i]) ? 0.68 : 0.58);
    if (used > px) return `${chars.slice(0, Math.max(1, i - 1)).join("").trimEnd()}…`;
  }
  return text;
}

const took = (agent) => (agent?.started_at && agent?.completed_at ? (Date.parse(agent.completed_at) - Date.parse(agent.started_at)) / 1000 : null);

/** The second line of a node: how far it is, in few words. */
export function second(n) {
  const agent = n.agent;
  if (n.held) return t("graph.held", { n: n.percent });
  if (n.state === "run") return `${n.percent} %`;
  if (n.state === "done") return [`v${agent?.revision ?? 1}`, took(agent) === null ? null : duration(took(agent))].filter(Boolean).join(" · ");
  if (n.state === "fail") return agent?.retry_at ? t("graph.retry", { n: agent.attempt }) : stateName("fail");
  return stateName(n.state);
}

export const workerNote = (w) => (w.state === "done" || w.state === "run" ? `${w.percent} %` : w.state === "fail" && w.agent.retry_at ? t("graph.retry", { n: w.agent.attempt ?? 1 }) : t(w.state === "pend" ? "graph.queued" : `state.${w.state}`));

/** How long since: seconds between a time and now. */
export const since = (at, now = Date.now()) => Math.max(0, (now - Date.parse(at)) / 1000);

/** The whole in a sentence, for who does not see it. */
export function sumOf(m) {
  const count = (state) => [...m.nodes.values()].filter((n) => n.state === state && n.kind !== "checkpoint").length;
  return [t("graph.phases", { n: m.lanes.length }), t("graph.sum.run", { n: count("run") }), count("fail") ? t("graph.sum.fail", { n: count("fail") }) : null,
    m.waiting.length ? t("graph.sum.wait", { n: m.waiting.length }) : t("graph.sum.nowait")].filter(Boolean).join(" ");
}

export function laneNote(lane) {
  if (lane.state === "pend") return stateName("pend");
  if (lane.state === "done") return [stateName("done"), lane.from && lane.to ? duration((lane.to - lane.from) / 1000) : null].filter(Boolean).join(" · ");
  return `${lane.percent} % · ${stateName("run")}`;
}
