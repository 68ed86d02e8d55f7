// SPDX-License-Identifier: ISC
// A list of the administration: read page by page, filtered, with its states.
import { call } from "../api.js";
import { html, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { FormElement } from "../settings/form.js";
import { empty, skeleton } from "../ui/parts.js";
import { errorSheet } from "../ui/say.js";

export class ListElement extends FormElement {
  /** @type {Record<string, object>} */
  static properties = { items: { state: true }, more: { state: true }, failed: { state: true }, filter: { state: true } };

  constructor() {
    super();
    this.filter = {};
  }

  connectedCallback() {
    super.connectedCallback();
    this.read();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  /** In: this.path and this.filter {name: value}, empty values left out. */
  async read(cursor = null) {
    const query = new URLSearchParams(Object.entries({ limit: 50, ...this.filter, ...(cursor && { cursor }) }).filter(([, value]) => value !== "" && value !== null));
    const asked = this.asked = {};
    try {
      const page = await call("GET", `${this.path}?${query}`);
      if (asked !== this.asked) return;
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.more = page.next_cursor;
      this.failed = null;
    } catch (error) { if (asked === this.asked) this.failed = error; }
  }

  narrow(change) {
    this.filter = { ...this.filter, ...change };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(), 250);
  }

  search(name, label) {
    return html`<input class="in" type="search" aria-label=${label} placeholder=${label} autocomplete="off" @input=${(event) => this.narrow({ [name]: event.target.value.trim() })}>`;
  }

  choose(name, label, values) {
    return html`<span class="seg" role="group" aria-label=${label}>${values.map(([value, text]) => html`<button type="button" aria-pressed=${String((this.filter[name] ?? "") === value)} @click=${() => this.narrow({ [name]: value })}>${text}</button>`)}</span>`;
  }

  table(columns, row, figures = []) {
    if (this.failed) return errorSheet(this.failed, () => this.read());
    if (!this.items) return skeleton(5);
    if (!this.items.length) return empty(t("admin.none"));
    return html`<div class="scrollx" tabindex="0" role="group" aria-label=${t("admin.table")}><table class="grid"><thead><tr>${columns.map((name) => html`<th scope="col" class=${figures.includes(name) ? "num" : ""}>${name ? t(`th.${name}`) : html`<span class="sr">${t("th.actions")}</span>`}</th>`)}</tr></thead><tbody>${this.items.map(row)}</tbody></table></div>
      ${this.more ? html`<p class="row"><button class="btn sm" type="button" @click=${() => this.read(this.more)}>${t("more")}</button></p>` : nothing}`;
  }
}
