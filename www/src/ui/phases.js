// SPDX-License-Identifier: ISC
// How far the phases of projects are, for pages that list them.
import { html } from "../element.js";
import { tOr } from "../i18n/index.js";

/** How far each phase is, in percent, from the graph's nodes: agents count what they have done, all alike. */
export function phasesOf(nodes) {
  const numbers = [...new Set(nodes.map((n) => n.phase))].sort((a, b) => a - b);
  return numbers.map((phase) => {
    const agents = nodes.filter((n) => n.phase === phase && n.kind !== "checkpoint" && n.kind !== "join");
    const done = agents.reduce((sum, n) => sum + (n.status === "completed" || n.status === "skipped" ? 100 : n.progress), 0);
    return { phase, percent: agents.length ? Math.round(done / agents.length) : 0, waiting: nodes.some((n) => n.phase === phase && n.status === "waiting_approval") };
  });
}

/** Three bars 01 02 03. In: from phasesOf(), or from a list's row by roughPhases(). */
export const phaseBars = (phases) => html`<ol class="phases">${phases.map(({ phase, percent, waiting }) => html`<li class=${waiting ? "wait" : ""}><b>${String(phase).padStart(2, "0")}</b><span>${tOr(`phase.${phase}`, "")}</span>
  <progress class=${waiting ? "hot" : ""} max="100" value=${percent} aria-label=${`${tOr(`phase.${phase}`, String(phase))} ${percent} %`}></progress></li>`)}</ol>`;

/** Lists know the phase that a project is in and no more: those before are done, that one is under way. */
export const roughPhases = (project) => [1, 2, 3].map((phase) => ({ phase, waiting: phase === project.current_phase && project.pending_checkpoints > 0,
  percent: project.status === "completed" || phase < project.current_phase ? 100 : phase > project.current_phase || !project.current_phase ? 0 : 50 }));
