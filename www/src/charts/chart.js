// SPDX-License-Identifier: ISC
// <lud-chart .kind .model .label .columns .rows>: a chart and, as its text, the same figures as a table that opens below it. Drawn by ourselves: a library
// that draws the little that is here takes more room than all of the page's script (docs/dependencies.md).
import { define, html, LudElement } from "../element.js";
import { t } from "../i18n/index.js";
import css from "./charts.css";
import { bars, heightOf, lines, steps } from "./draw.js";

const DRAW = { bars, lines, steps };

class LudChart extends LudElement {
  static css = css;
  static properties = { kind: {}, model: { attribute: false }, label: {}, columns: { attribute: false }, rows: { attribute: false }, width: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.width = 0;
    this.sizes = new ResizeObserver(([entry]) => { const width = Math.floor(entry.contentRect.width); if (Math.abs(width - this.width) > 2) this.width = width; });
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  #table() {
    const head = this.columns.map(({ name, figure }) => html`<th scope="col" class=${figure ? "num" : ""}>${name}</th>`);
    const cell = (text, i) => (i ? html`<td class=${this.columns[i].figure ? "num" : ""}>${text}</td>` : html`<th scope="row">${text}</th>`);
    return html`<details class="figures"><summary>${t("figures.table")}</summary><div class="scrollx" tabindex="0" role="group" aria-label=${this.label}><table class="grid"><thead><tr>${head}</tr></thead>
      <tbody>${this.rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table></div></details>`;
  }

  render() {
    const height = this.kind === "bars" ? heightOf(this.model.rows) : this.kind === "lines" ? 200 : 190;
    return html`<figure><svg class="chart ${this.kind}" width=${this.width} height=${height} viewBox="0 0 ${Math.max(1, this.width)} ${height}" role="img" aria-label=${this.label}>${this.width ? DRAW[this.kind](this.model, this.width) : ""}</svg></figure>${this.#table()}`;
  }
}
define("lud-chart", LudChart);
