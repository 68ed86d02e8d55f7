// SPDX-License-Identifier: ISC
// <lud-settings-usage>: what one's projects have spent and may spend this month; month by month and by project.
import { call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { number, short, usd } from "../i18n/format.js";
import { language, t } from "../i18n/index.js";
import { skeleton } from "../ui/parts.js";
import { errorSheet } from "../ui/say.js";
import "../charts/words.js";
import "../charts/chart.js";
import { panel } from "./form.js";

/** "2026-03-01T…" as people say it: a month, or a day. */
const spanName = (at, by) => new Intl.DateTimeFormat(language.value, { timeZone: "UTC", year: "numeric", month: "short", ...(by === "day" && { day: "numeric" }) }).format(new Date(at));

define("lud-settings-usage", class extends LudElement {
  static properties = { by: { state: true }, usage: { state: true }, month: { state: true }, failed: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.#read("month");
    call("GET", "/users/me/budget").then((month) => { this.month = month; }, () => {}); // the rest stands without it
  }

  async #read(by) {
    this.by = by;
    try { const usage = await call("GET", `/users/me/usage?by=${by}`); if (this.by === by) this.usage = { ...usage, by }; this.failed = null; } catch (error) { this.failed = error; }
  }

  /** This month, and what it may come to. */
  #budget({ month, spent_usd: spent, reserved_usd: held, limit_usd: limit }) {
    const full = limit !== null && spent + held >= limit;
    return panel(t("usage.month"), html`<p class="ttl ${full ? "alert" : ""}">${limit === null ? usd(spent) : t("usage.of_limit", { spent: usd(spent), limit: usd(limit) })}</p>
      ${limit === null ? html`<p class="muted">${t("usage.no_limit")}</p>` : html`<progress class=${full ? "hot" : ""} value=${Math.min(spent, limit)} max=${limit || 1} aria-label=${t("usage.month")}></progress><p class="muted">${held > 0 ? `${t("usage.held", { sum: usd(held) })} ` : nothing}${t(full ? "usage.full" : "usage.limit_text")}</p>`}`, spanName(`${month}-01T00:00:00Z`, "month"));
  }

  render() {
    if (this.failed) return errorSheet(this.failed, () => this.#read(this.by));
    if (!this.usage) return panel(t("settings.usage"), skeleton(3, true));
    const { spans, by_project: projects, deleted, by } = this.usage, tokens = (row) => row.tokens.input + row.tokens.output, money = spans.some((s) => s.cost_usd > 0);
    const gone = deleted.turns > 0, line = (name, row) => html`<tr><td>${name}</td><td class="num">${number(tokens(row))}</td><td class="num">${usd(row.cost_usd)}</td></tr>`;
    const rows = spans.map((s) => ({ ...s, name: spanName(s.start, by) })), show = (row) => (money ? usd(row.cost_usd) : short(tokens(row)).join(" "));
    const seg = html`<span class="seg" role="group" aria-label=${t("usage.by")}>${["month", "day"].map((one) => html`<button type="button" aria-pressed=${String(by === one)} @click=${() => this.#read(one)}>${t(`usage.by_${one}`)}</button>`)}</span>`;
    return html`${this.month ? this.#budget(this.month) : nothing}${panel(t("settings.usage"), rows.length ? html`<lud-chart kind="bars" .label=${t("usage.label", { sum: usd(rows.reduce((sum, r) => sum + r.cost_usd, 0)) })} .model=${{ rows: rows.map((r) => ({ name: r.name, value: money ? r.cost_usd : tokens(r), text: show(r) })) }}
      .columns=${[{ name: t("usage.span") }, { name: t("figures.turns"), figure: true }, { name: t("th.tokens"), figure: true }, { name: t("th.cost"), figure: true }]} .rows=${rows.map((r) => [r.name, number(r.turns), number(tokens(r)), usd(r.cost_usd)])}></lud-chart>` : html`<p class="muted">${t("usage.none")}</p>`, seg)}
      ${panel(t("usage.projects"), projects.length || gone ? html`<div class="scrollx" tabindex="0" role="group" aria-label=${t("usage.projects")}><table class="grid"><thead><tr>${["project", "tokens", "cost"].map((name, i) => html`<th scope="col" class=${i ? "num" : ""}>${t(`th.${name}`)}</th>`)}</tr></thead>
        <tbody>${projects.map((p) => line(html`<a href=${`/projects/${p.project_id}/figures`}>${p.name}</a>`, p))}${gone ? line(html`<span class="muted">${t("usage.deleted")}</span>`, deleted) : nothing}</tbody></table></div>` : html`<p class="muted">${t("usage.none")}</p>`)}`;
  }
});
