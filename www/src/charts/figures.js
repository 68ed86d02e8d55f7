// SPDX-License-Identifier: ISC
// <lud-figures .store>: a project in figures: what was spent over time, who worked how long, how hard the game is.
import { define, html, LudElement, nothing } from "../element.js";
import { dayClock, duration, number, short, usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { agentName } from "../staff/names.js";
import { empty, skeleton } from "../ui/parts.js";
import "./words.js";
import "./bots.js";
import "./chart.js";
import { spendOf, timesOf, unitOf } from "./series.js";

const panel = (title, right, body) => html`<section class="panel"><header><h2>${title}</h2>${right ? html`<div class="r">${right}</div>` : nothing}</header><div class="body">${body}</div></section>`;
const count = (n) => short(n).join(" ").trim();

class LudFigures extends LudElement {
  static properties = { store: { attribute: false } };

  #spend(usage, agents) {
    const unit = unitOf(usage), now = Date.now(), points = spendOf(usage, agents, now), show = unit === "cost" ? usd : count, name = (p) => (p.name ? agentName({ type: p.name }) : "");
    if (!unit) return panel(t("figures.spend"), null, html`<p class="muted">${t(usage.turns ? "figures.free" : "figures.none")}</p>`);
    const working = agents.some((a) => a.status === "running"), to = working ? now : points.at(-1).at, limit = unit === "cost" ? usage.budget?.limit_usd ?? null : null;
    const label = t("figures.spend_label", { sum: show(points.at(-1).value), from: dayClock(points[0].at), to: dayClock(to) });
    return panel(t("figures.spend"), limit ? t("figures.of_budget", { sum: show(points.at(-1).value), limit: usd(limit) }) : show(points.at(-1).value), html`<lud-chart kind="steps" .label=${label}
      .model=${{ points: points.map((p) => ({ ...p, text: `${name(p)} · ${show(p.value)}` })), limit, to, show }} .columns=${[{ name: t("th.agent") }, { name: t("th.when") }, { name: t("figures.sum"), figure: true }]}
      .rows=${points.slice(1).map((p) => [name(p), dayClock(p.at), show(p.value)])}></lud-chart><p class="muted tiny">${t("figures.spend_text")}</p>`);
  }

  #times(usage) {
    const rows = timesOf(usage).map((r) => ({ ...r, name: agentName({ type: r.agent, title: r.title }) }));
    if (!rows.length) return panel(t("figures.times"), null, html`<p class="muted">${t("figures.none")}</p>`);
    return panel(t("figures.times"), duration(usage.duration), html`<lud-chart kind="bars" .label=${t("figures.times_label", { name: rows[0].name, time: duration(rows[0].seconds) })}
      .model=${{ rows: rows.map((r) => ({ name: r.name, value: r.seconds, text: duration(r.seconds) })) }}
      .columns=${[{ name: t("th.agent") }, { name: t("th.took"), figure: true }, { name: t("figures.turns"), figure: true }, { name: t("th.tokens"), figure: true }, { name: t("th.cost"), figure: true }]}
      .rows=${rows.map((r) => [r.name, duration(r.seconds), number(r.turns), number(r.tokens), usd(r.cost)])}></lud-chart><p class="muted tiny">${t("figures.times_text")}</p>`);
  }

  render() {
    const { store } = this, usage = store.usage.value, agents = store.agents.value;
    if (!usage) return skeleton(3, true);
    if (!agents.length && !usage.turns) return panel(t("project.figures"), null, empty(t("figures.none"), t("draft.text")));
    const reports = store.outputs.value.filter((o) => o.output_type === "test_report");
    return html`${this.#spend(usage, agents)}<div class="duo">${this.#times(usage)}${panel(t("figures.bots"), null, reports.length ? html`<lud-bot-curves .reports=${reports}></lud-bot-curves>` : html`<p class="muted">${t("figures.no_report")}</p>`)}</div>`;
  }
}
define("lud-figures", LudFigures);
