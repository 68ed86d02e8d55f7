// SPDX-License-Identifier: ISC
// The foot of the page: key hints on a desk, a bar of places on a phone (bar.js).
import { define, html, LudElement, nothing, signal } from "../element.js";
import { clock } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { all, enabled } from "../keys.js";

/** What stands at the right of the foot: the page may say how far it is ("ev 4,812"). */
export const footNote = signal("");
const NAMES = { enter: "⏎", "ctrl+enter": "Ctrl ⏎" };
export const cap = (key) => key.split(" ").map((one) => html`<kbd>${NAMES[one] ?? one.toUpperCase()}</kbd>`);

const phone = matchMedia("(max-width: 820px)"), narrow = signal(phone.matches);
phone.addEventListener("change", () => { narrow.value = phone.matches; });

class LudFooter extends LudElement {
  static apart = true;
  static properties = { row: { attribute: false }, now: { state: true } };
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

  render() {
    if (narrow.value) import("./bar.js").catch(() => {});
    return html`${this.#hints()}${narrow.value ? html`<lud-bar .row=${this.row}></lud-bar>` : nothing}`;
  }
}
define("lud-footer", LudFooter);
