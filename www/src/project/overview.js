// SPDX-License-Identifier: ISC
// The overview: figures, the graph with its three views, timeline and log; a finished game has its sheet on top, a failed run says what is safe.
import { html, nothing } from "../element.js";
import { duration, usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { elapsed, strip } from "./facts.js";

const STANDS = ["budget", "revision_limit", "error"]; // reasons that a person has to do something about

const seg = (label, list, now, choose) => html`<span class="seg" role="group" aria-label=${label}>${list.map(([value, text]) => html`<button type="button" aria-pressed=${String(now === value)} @click=${() => choose(value)}>${text}</button>`)}</span>`;

/** What stands on top of a run that has ended or stands still. It comes by itself; the graph waits for it. */
function top(page, load, body) {
  load().catch(() => page.dispatchEvent(new CustomEvent("lud-came", { detail: "top" })));
  return body;
}

const released = (page, now) => html`<section class="panel"><header><h2>${t("release.title")}</h2><div class="r">${t("release.took", { time: duration(elapsed(page.store, now)), cost: usd(page.store.usage.value?.cost_usd ?? 0) })}</div></header>
    <lud-release .project=${page.store.project.value}></lud-release></section>`;

const draft = () => html`<section class="panel"><div class="body"><p class="ttl">${t("draft.title")}</p><p class="muted">${t("draft.text")}</p></div></section>`;

const graph = (page) => html`<section class="panel"><header><h2>${t("project.agent_graph")}</h2><div class="r">${seg(t("project.view"), [["staff", t("project.view.staff")], ["list", t("project.view.list")], ["state", t("project.view.state")]], page.view, (to) => { page.view = to; })}</div></header>
  <lud-staff .store=${page.store} .view=${page.view}></lud-staff></section>`;

function below(page) {
  const { store, follow, level } = page;
  return html`<div class="cols"><section class="panel"><header><h2>${t("project.timeline")}</h2></header><lud-timeline .store=${store}></lud-timeline></section>
    <section class="panel"><header><h2>${t("project.live_log")}</h2><div class="r"><span class="seg" role="group" aria-label=${t("project.log")}><button type="button" aria-pressed=${String(follow)} @click=${() => { page.follow = !follow; }}>${t("project.log.follow")}</button><button type="button" aria-pressed=${String(level === "WARN")}
      @click=${() => { page.level = level === "WARN" ? "DEBUG" : "WARN"; }}>${t("project.log.warn")}</button></span></div></header><lud-log .store=${store} .follow=${follow} .level=${level}></lud-log></section></div>`;
}

const stands = () => import("./paused.js");

function onTop(page, p) {
  const { store } = page;
  if (p.status === "failed") return top(page, stands, html`<lud-failed .store=${store}></lud-failed>`);
  if (p.status === "paused" && STANDS.includes(p.status_reason)) return top(page, stands, html`<lud-paused .store=${store}></lud-paused>`);
  return p.status === "completed" ? top(page, () => import("./release.js"), released(page, page.now)) : null;
}

export function overview(page) {
  const { store, now, came } = page, p = store.project.value, above = onTop(page, p);
  return html`${strip(store, now)}${above ?? (p.status === "draft" ? draft() : nothing)}${!above || came.has("top") || came.has("staff") ? graph(page) : nothing}${came.has("staff") ? below(page) : nothing}`;
}
