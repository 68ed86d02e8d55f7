// SPDX-License-Identifier: ISC
// The other places of a project: agents, approvals, outputs, files, logs, config.
import { html, nothing } from "../element.js";
import { ago, dayClock, duration, number, usd } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { agentName, badge, empty, waited } from "../ui/parts.js";
import { taskName } from "../ui/tasks.js";

const panel = (title, right, body) => html`<section class="panel"><header><h2>${title}</h2>${right ? html`<div class="r">${right}</div>` : nothing}</header><div class="body scrollx" tabindex="0" role="group" aria-label=${title}>${body}</div></section>`;
const th = (names, figures = []) => html`<thead><tr>${names.map((name) => html`<th scope="col" class=${figures.includes(name) ? "num" : ""}>${t(`th.${name}`)}</th>`)}</tr></thead>`;
const took = (a) => (a.started_at ? duration(((a.completed_at ? Date.parse(a.completed_at) : Date.now()) - Date.parse(a.started_at)) / 1000) : "—");

export function agentsPlace({ store }) {
  const base = `/projects/${store.id}/agents`, list = store.agents.value;
  const row = (a) => html`<tr><td><a href=${`${base}/${a.id}`}>${agentName(a)}</a>${a.current_task ? html`<small class="muted">${a.current_task}</small>` : nothing}</td><td>${badge(a.status)}</td><td class="meter"><progress value=${a.progress} max="100" aria-label=${agentName(a)}></progress></td>
    <td class="num">${a.status === "pending" ? "—" : `r${a.revision}`}${a.attempt > 1 ? html`<small class="muted">${t("agent.attempt", { n: a.attempt })}</small>` : nothing}</td><td class="num">${took(a)}</td><td class="num">${number(a.tokens.input + a.tokens.output)}</td><td class="num">${usd(a.cost)}</td></tr>
    ${a.sub_agents.length ? html`<tr class="subs"><td colspan="7"><details><summary>${t("agent.workers", { n: a.sub_agents.length, done: a.sub_agents.filter((s) => s.status === "completed").length })}</summary>
      <ul>${a.sub_agents.map((s) => html`<li><a href=${`${base}/${s.id}`}>${taskName(s)}</a>${badge(s.status)}</li>`)}</ul></details></td></tr>` : nothing}`;
  return panel(t("project.agents"), list.length || null, list.length ? html`<table class="grid agents">${th(["agent", "status", "progress", "revision", "took", "tokens", "cost"], ["revision", "took", "tokens", "cost"])}<tbody>${list.map(row)}</tbody></table>` : empty(t("agents.none"), t("draft.text")));
}

export function approvalsPlace({ store, now }) {
  const list = store.checkpoints.value, decision = { approved: "completed", rejected: "failed", changes_requested: "paused", pending: "waiting_approval" };
  const row = (c) => html`<tr><td><a href=${`/projects/${c.project_id}/checkpoints/${c.id}`}>${tOr(`checkpoint.${c.type}`, c.title)} <small>r${c.revision}</small></a><small class="muted cut">${c.feedback ?? c.output.summary}</small></td>
    <td><span class="badge ${{ completed: "done", failed: "fail", paused: "", waiting_approval: "wait" }[decision[c.status]]}">${t(`decision.${c.status}`)}</span>${c.automatic ? html`<small class="muted">${t("decision.automatic")}</small>` : nothing}</td>
    <td class="num">${c.resolved_at ? dayClock(c.resolved_at) : waited(c.created_at, now)}</td></tr>`;
  return panel(t("project.approvals"), list.length || null, list.length ? html`<table class="grid">${th(["review", "decision", "when"], ["when"])}<tbody>${list.map(row)}</tbody></table>` : empty(t("approvals.none"), t("approvals.none_text")));
}

export function outputsPlace({ store }) {
  const list = store.outputs.value.filter((o) => o.stage !== "plan");
  const row = (o) => html`<tr><td><a href=${`/projects/${store.id}/agents/${o.agent_id}`}>${tOr(`output.${o.output_type}`, o.output_type.replaceAll("_", " "))}</a><small class="muted cut">${o.summary ?? ""}</small></td><td>${tOr(`agent.${o.agent_type}`, o.agent_type)}</td><td class="mono">${o.file_path ?? ""}</td><td class="num">r${o.revision}</td><td class="num nowrap">${ago(o.created_at)}</td></tr>`;
  return panel(t("project.outputs"), list.length || null, list.length ? html`<table class="grid">${th(["output", "agent", "file", "revision", "when"], ["revision", "when"])}<tbody>${list.map(row)}</tbody></table>` : empty(t("outputs.none"), t("draft.text")));
}

/** A place whose element comes when it is opened. */
const later = (load, place) => (page) => { load(); return place(page); };

export const filesPlace = later(() => import("./files.js"), ({ store }) => html`<lud-files .project=${store.project.value} .version=${store.outputs.value.length}></lud-files>`);
/** Charts are drawn by a chunk of their own. */
export const figuresPlace = later(() => import("../charts/figures.js"), ({ store }) => html`<lud-figures .store=${store}></lud-figures>`);
export const peoplePlace = later(() => import("./people.js"), ({ store }) => html`<lud-people .store=${store}></lud-people>`);

export const configPlace = later(() => import("./config.js"), ({ store }) => html`<lud-config .store=${store}></lud-config>`);

export const logsPlace = (page) => html`<section class="panel tall"><header><h2>${t("project.logs")}</h2><div class="r"><span class="seg" role="group" aria-label=${t("project.log.level")}>${["DEBUG", "INFO", "WARN", "ERROR"].map((level) => html`<button type="button" aria-pressed=${String(page.level === level)}
  @click=${() => { page.level = level; }}>${level}</button>`)}</span><span class="seg"><button type="button" aria-pressed=${String(page.follow)} @click=${() => { page.follow = !page.follow; }}>${t("project.log.follow")}</button></span></div></header><lud-log .store=${page.store} .follow=${page.follow} .level=${page.level} full></lud-log></section>`;
