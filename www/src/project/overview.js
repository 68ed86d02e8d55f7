// SPDX-License-Identifier: ISC
// The overview: figures, the graph with its three views, timeline and log; a finished game has its sheet on top, a failed run says what is safe.
import { html, nothing } from "../element.js";
import { duration, usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { agentName } from "../ui/parts.js";
import { taskName } from "../ui/tasks.js";
import { canDo, mayEdit, retry, runAgain } from "./actions.js";
import { elapsed, strip } from "./facts.js";
import "./release.js";

const STANDS = ["budget", "revision_limit"]; // reasons that a person has to do something about

const seg = (label, list, now, choose) => html`<span class="seg" role="group" aria-label=${label}>${list.map(([value, text]) => html`<button type="button" aria-pressed=${String(now === value)} @click=${() => choose(value)}>${text}</button>`)}</span>`;

function failed(store) {
  const p = store.project.value, agent = store.agents.value.flatMap((a) => [a, ...a.sub_agents]).find((a) => a.status === "failed");
  const leader = store.agents.value.find((a) => a.status === "failed");
  return html`<section class="panel hot" role="alert"><header><h2>${t("failed.title")}</h2></header><div class="body"><p class="ttl alert">${agent ? t("failed.agent", { name: agent.task ? taskName(agent) : agentName(agent) }) : t("failed.run")}</p>
    ${leader?.error ? html`<p>${leader.error}</p>` : nothing}<p class="muted">${t("failed.safe")}</p><p class="row">${leader && mayEdit(p) ? html`<button class="btn sm" type="button" @click=${() => retry(store, leader)}>${t("again")}</button>` : nothing}
    ${canDo(p, "start") ? html`<button class="btn sm ghost" type="button" @click=${() => runAgain(store)}>${t("project.go_on")}</button>` : nothing}<a class="btn sm ghost" href=${`/projects/${p.id}/logs`}>${t("project.logs")}</a></p>
    ${leader?.error_type ? html`<p class="mono muted tiny">${leader.error_type}</p>` : nothing}</div></section>`;
}

const released = (page, now) => html`<section class="panel"><header><h2>${t("release.title")}</h2><div class="r">${t("release.took", { time: duration(elapsed(page.store, now)), cost: usd(page.store.usage.value?.cost_usd ?? 0) })}</div></header>
  <lud-release .project=${page.store.project.value}></lud-release></section>`;

function paused(store) {
  import("./paused.js");
  return html`<lud-paused .store=${store}></lud-paused>`;
}

const draft = () => html`<section class="panel"><div class="body"><p class="ttl">${t("draft.title")}</p><p class="muted">${t("draft.text")}</p></div></section>`;

export function overview(page) {
  const { store, now, view, follow, level } = page, p = store.project.value;
  return html`${strip(store, now)}${p.status === "failed" ? failed(store) : nothing}${p.status === "paused" && STANDS.includes(p.status_reason) ? paused(store) : nothing}${p.status === "completed" ? released(page, now) : nothing}${p.status === "draft" ? draft() : nothing}
    <section class="panel"><header><h2>${t("project.agent_graph")}</h2><div class="r">${seg(t("project.view"), [["staff", t("project.view.staff")], ["list", t("project.view.list")], ["state", t("project.view.state")]], view, (to) => { page.view = to; })}</div></header>
      <lud-staff .store=${store} .view=${view}></lud-staff></section>
    <div class="cols"><section class="panel"><header><h2>${t("project.timeline")}</h2></header><lud-timeline .store=${store}></lud-timeline></section>
      <section class="panel"><header><h2>${t("project.live_log")}</h2><div class="r"><span class="seg" role="group" aria-label=${t("project.log")}><button type="button" aria-pressed=${String(follow)} @click=${() => { page.follow = !follow; }}>${t("project.log.follow")}</button><button type="button" aria-pressed=${String(level === "WARN")}
        @click=${() => { page.level = level === "WARN" ? "DEBUG" : "WARN"; }}>${t("project.log.warn")}</button></span></div></header><lud-log .store=${store} .follow=${follow} .level=${level}></lud-log></section></div>`;
}
