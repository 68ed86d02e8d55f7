// SPDX-License-Identifier: ISC
// <lud-bot-curves .project .reports .until>: the difficulty of the game as its testing players meet it: how far players of rising skill come, the newest
// revision strong, those before it faint. In: reports are rows of outputs (test_report); each is read once.
import { call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { number } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { skeleton } from "../ui/parts.js";
import "./words.js";
import "./chart.js";
import { curvesOf } from "./series.js";

const MOST = 5;
const percent = (value) => (value === null ? "—" : `${number(value * 100, 0)} %`);

class LudBotCurves extends LudElement {
  static properties = { reports: { attribute: false }, read: { state: true } };
  #key = null;

  willUpdate() {
    const newest = (this.reports ?? []).slice(0, MOST), key = newest.map((o) => o.id).join();
    if (key === this.#key) return;
    this.#key = key;
    Promise.all(newest.map((o) => call("GET", `/outputs/${o.id}`).then(({ revision, content }) => ({ revision, document: content.document }), () => null)))
      .then((list) => { if (this.#key === key) this.read = list.filter(Boolean); });
  }

  render() {
    if (!this.read) return this.reports?.length ? skeleton(2, true) : nothing;
    const { bots, lines } = curvesOf(this.read);
    if (!lines.length) return nothing;
    const names = bots.map((bot) => t(`figures.bot.${bot}`)), last = lines.at(-1);
    const label = t("figures.bots_label", { r: last.revision, list: bots.map((bot, i) => `${names[i]} ${percent(last.values[i])}`).join(", ") });
    return html`<lud-chart kind="lines" .label=${label} .model=${{ names, show: percent, lines: lines.map((l) => ({ name: `r${l.revision}`, values: l.values, now: l === last })) }}
      .columns=${[{ name: t("figures.player") }, ...lines.map((l) => ({ name: `r${l.revision}`, figure: true }))]} .rows=${bots.map((bot, i) => [names[i], ...lines.map((l) => percent(l.values[i]))])}></lud-chart>
      <p class="muted tiny">${t("figures.bots_text")}</p>`;
  }
}
define("lud-bot-curves", LudBotCurves);
