// SPDX-License-Identifier: ISC
// The foot of the page: key hints on a desk, a bar of places on a phone.
import { define, html, LudElement, nothing, signal } from "../element.js";
import { clock } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { all, enabled } from "../keys.js";
import { isAdmin, signOut } from "../session.js";
import { waiting } from "../stores/approvals.js";

/** What stands at the right of the foot: the page may say how far it is ("ev 4,812"). */
export const footNote = signal("");
const NAMES = { enter: "⏎", "ctrl+enter": "Ctrl ⏎" };
export const cap = (key) => key.split(" ").map((one) => html`<kbd>${NAMES[one] ?? one.toUpperCase()}</kbd>`);

class LudFooter extends LudElement {
  static properties = { row: { attribute: false }, more: { state: true }, now: { state: true } };
  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    this.now = Date.now();
    this.#timer = setInterval(() => { this.now = Date.now(); }, 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  #hints() {
    const seen = new Set();
    const list = all.value.toReversed().filter((one) => one.hint && !one.off && !seen.has(one.key) && seen.add(one.key)).toReversed().sort((a, b) => Number(!!a.last) - Number(!!b.last));
    return html`<footer class="keys">${enabled.value ? list.map((one) => html`<span>${(one.also ? [one.key, one.also] : [one.key]).map(cap)}${one.label}</span>`) : html`<span class="muted">${t("keys.off")}</span>`}
      <span class="r mono"><time>${clock(this.now, true)}</time>${footNote.value ? ` · ${footNote.value}` : nothing}</span></footer>`;
  }

  #bar() {
    const place = (name, href) => html`<a href=${href} aria-current=${this.row?.nav === name ? "page" : nothing}>${t(`nav.${name}.short`)}${name === "approvals" && waiting.value.length ? html`<span class="n">${waiting.value.length}</span>` : nothing}</a>`;
    return html`<nav class="mbar" aria-label=${t("nav.sections")}>${place("dashboard", "/")}${place("projects", "/projects")}${place("approvals", "/approvals")}${place("settings", "/settings")}
      <button type="button" aria-expanded=${String(!!this.more)} @click=${() => { this.more = !this.more; }}>${t("nav.more")}</button></nav>
      ${this.more ? html`<div class="sheet-up"><ul class="menu">${isAdmin.value ? html`<li><a href="/admin" @click=${() => { this.more = false; }}>${t("nav.admin")}</a></li>` : nothing}
        <li><a href="/projects/new" @click=${() => { this.more = false; }}>${t("project.new")}</a></li><li><button type="button" @click=${signOut}>${t("sign_out")}</button></li></ul></div>` : nothing}`;
  }

  render() { return html`${this.#hints()}${this.#bar()}`; }
}
define("lud-footer", LudFooter);
