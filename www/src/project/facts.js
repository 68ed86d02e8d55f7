// SPDX-License-Identifier: ISC
// The run in figures: the strip of six, and the list at the side.
import { html, nothing } from "../element.js";
import { dayClock, duration, parts, short, UNITS, usd } from "../i18n/format.js";
import { language, t } from "../i18n/index.js";

const two = (seconds) => { const units = UNITS[language.value]; return parts(seconds).map(([n, unit]) => html`${n}<small>${units[unit]} </small>`); };
const TERMINAL = ["completed", "failed", "cancelled"];

/** Seconds between the first and the last event, or until now while it runs. */
export function elapsed(store, now) {
  const events = store.events.value, first = events[0], last = events.at(-1);
  if (!first) return 0;
  const end = TERMINAL.includes(store.project.value.status) ? Date.parse(last.created_at) : now;
  return Math.max(0, (end - Date.parse(first.created_at)) / 1000);
}

/** Seconds for which the oldest open review has waited, or null. */
export function waitOf(store, now) {
  const open = store.checkpoints.value.filter((c) => c.status === "pending");
  return open.length ? Math.max(0, (now - Math.min(...open.map((c) => Date.parse(c.created_at)))) / 1000) : null;
}

const everyone = (agents) => agents.flatMap((a) => [a, ...a.sub_agents]);

export function strip(store, now) {
  const p = store.project.value, usage = store.usage.value, all = everyone(store.agents.value), wait = waitOf(store, now);
  const tokens = usage ? usage.tokens.input + usage.tokens.output : 0, [figure, unit] = short(tokens), limit = usage?.budget?.limit_usd;
  const cell = (name, value, more = nothing, hot = false) => html`<div><dt>${t(`kpi.${name}`)}</dt><dd class=${hot ? "alert" : ""}>${value}${more}</dd></div>`;
  return html`<dl class="kpis">${cell("progress", html`${p.progress}<small> %</small>`, html`<progress value=${p.progress} max="100" aria-label=${t("kpi.progress")}></progress>`)}
    ${cell("elapsed", store.events.value.length ? two(elapsed(store, now)) : "—")}${cell("wait", wait === null ? "—" : two(wait), nothing, wait !== null)}
    ${cell("agents", html`${all.filter((a) => a.status === "running").length}<small> / ${all.length}</small>`)}${cell("tokens", html`${figure}<small> ${unit}</small>`)}
    ${limit ? cell("budget", html`${usd(usage.cost_usd)}<small> / ${usd(limit)}</small>`, html`<progress class=${usage.cost_usd > limit * 0.8 ? "hot" : ""} value=${usage.cost_usd} max=${limit} aria-label=${t("kpi.budget")}></progress>`) : cell("cost", usage ? usd(usage.cost_usd) : "—")}</dl>`;
}

export function factsOf(store) {
  const p = store.project.value, usage = store.usage.value, first = store.events.value[0], gates = p.config.checkpoints?.length ?? 4;
  const model = usage?.by_model[0];
  const row = (name, value, mono = false) => html`<dt>${t(`facts.${name}`)}</dt><dd class=${mono ? "mono" : ""}>${value}</dd>`;
  return html`<dl class="facts">${p.status === "draft" && !first ? nothing : row("started", first ? dayClock(first.created_at) : "—")}${row("model", model?.model || model?.provider || p.config.provider || "—", true)}${row("gates", t("facts.gates_n", { n: gates }))}
    ${usage?.duration ? row("worked", duration(usage.duration)) : nothing}${row("role", t(`role.${p.role}`))}${row("seed", p.seed, true)}</dl>`;
}
