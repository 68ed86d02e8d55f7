// SPDX-License-Identifier: ISC
// Small pieces that several pages draw: the badge of a project, a row for an agent, empty and loading states.
import { html, nothing } from "../element.js";
import { duration } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { taskName } from "./tasks.js";

const CLASS = { draft: "pend", running: "run", paused: "paused", completed: "done", failed: "fail", cancelled: "stop", pending: "pend", waiting_approval: "wait", skipped: "stop" };

/** What a project is, to a person: one that runs and has a review open waits for them. */
export const statusOf = (project) => (project.status === "running" && project.pending_checkpoints ? "waiting_approval" : project.status);
export const badge = (status) => html`<span class="badge ${CLASS[status] ?? "pend"}">${t(`status.${status}`)}</span>`;

/** The name of an agent or node in the reader's language. */
export const agentName = (agent) => tOr(`agent.${agent.type ?? agent.id}`, agent.title ?? agent.type);

/** A row for an agent at work. In: sub for a worker below its leader; href leads to it. */
export function agentRow(agent, { sub = false, name = sub ? taskName(agent) : agentName(agent), text = agent.current_task, href = null } = {}) {
  const kind = { running: "run", waiting_approval: "wait", failed: "fail" }[agent.status] ?? "";
  const state = agent.retry_at ? t("agent.retry", { n: agent.attempt }) : agent.status === "failed" ? t("status.failed") : `${agent.progress} %`;
  return html`<li class="agent ${kind} ${sub ? "sub" : ""}"><i></i><span class="nm">${href ? html`<a href=${href}>${name}</a>` : name}</span><span class="pc ${kind === "fail" ? "alert" : ""}">${state}</span>
    ${text ? html`<span class="tk">${text}</span>` : nothing}
    ${kind === "fail" ? nothing : html`<progress class=${kind === "wait" ? "hot" : ""} value=${agent.progress} max="100" aria-label=${name}></progress>`}</li>`;
}

/** How long something has waited, said short. In: ISO time; now in ms. */
export function waited(since, now = Date.now()) {
  const seconds = (now - Date.parse(since)) / 1000;
  return duration(seconds < 60 ? seconds : seconds - (seconds % 60));
}

const STAFF = html`<svg viewBox="0 0 120 60" aria-hidden="true"><path d="M4 14h112M4 22h112M4 30h112M4 38h112M4 46h112M4 14v32M112 14v32M116 14v32" stroke="currentColor" fill="none"/></svg>`;
/** An empty staff, a sentence, one thing to do. */
export const empty = (title, text = null, action = nothing) => html`<div class="void">${STAFF}<p>${title}</p>${text ? html`<p class="muted">${text}</p>` : nothing}${action}</div>`;

/** What stands where content will be: the same height, so that nothing jumps. */
export const skeleton = (lines = 3, block = false) => html`<div class="skel late" aria-busy="true" aria-label=${t("loading")}>${Array.from({ length: lines }, (_, i) => html`<i class=${["w60", "", "w80"][i % 3]}></i>`)}${block ? html`<i class="blk"></i>` : nothing}</div>`;
