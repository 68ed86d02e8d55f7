// SPDX-License-Identifier: ISC
// What each account's projects have spent in a month (UTC), the most first.
import { define, html, nothing } from "../element.js";
import { number, usd } from "../i18n/format.js";
import { language, t } from "../i18n/index.js";
import { panel } from "../settings/form.js";
import { ListElement } from "./list.js";

const monthName = (at) => new Intl.DateTimeFormat(language.value, { timeZone: "UTC", year: "numeric", month: "long" }).format(at);

/** A month as the filter wants it. In: how many months ago. */
export function monthAgo(n, now = new Date()) {
  const [since, until] = [0, 1].map((more) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n + more, 1)).toISOString());
  return { since, until };
}

class LudAdminUsage extends ListElement {
  static properties = { back: { state: true } };
  path = "/admin/usage";

  connectedCallback() {
    this.back = 0;
    this.filter = monthAgo(0);
    super.connectedCallback();
  }

  #go(by) {
    this.back = Math.max(0, this.back + by);
    this.items = undefined;
    this.filter = monthAgo(this.back);
    this.read();
  }

  #row = (one) => html`<tr><td><b>${one.name}</b><small class="muted">${one.email}</small></td><td class="num">${number(one.turns)}</td><td class="num">${number(one.tokens.input + one.tokens.output)}</td><td class="num">${usd(one.cost_usd)}</td></tr>`;

  render() {
    if (this.items && !this.more) this.items.sort((a, b) => b.cost_usd - a.cost_usd || b.turns - a.turns);
    const sum = this.items?.reduce((all, one) => all + one.cost_usd, 0);
    return panel(t("admin.usage"), html`<div class="filter"><span class="seg" role="group" aria-label=${t("usage.month")}><button type="button" @click=${() => this.#go(1)}>${t("usage.earlier")}</button><button type="button" ?disabled=${!this.back} @click=${() => this.#go(-1)}>${t("usage.later")}</button></span>
      <b role="status">${monthName(new Date(this.filter.since))}</b></div>${this.table(["account", "turns", "tokens", "cost"], this.#row, ["turns", "tokens", "cost"])}`, this.items ? usd(sum) : nothing);
  }
}
define("lud-admin-usage", LudAdminUsage);
