// SPDX-License-Identifier: ISC
// Short messages at the edge of the page. toast({ title, text, hot, action: { label, href or run }, stay }): hot ones are said at once to screen readers.
import { define, html, LudElement, nothing, signal } from "../element.js";
import { t } from "../i18n/index.js";

const shown = signal([]);
let next = 1;
const SECONDS = 7;

export function toast(message) {
  const one = { id: next++, ...message };
  shown.value = [...shown.value.slice(-3), one];
  if (!message.stay) setTimeout(() => drop(one.id), SECONDS * 1000);
  return () => drop(one.id);
}
const drop = (id) => { shown.value = shown.value.filter((one) => one.id !== id); };

class LudToasts extends LudElement {
  #one = (one) => html`<div class="toast ${one.hot ? "hot" : ""}" role=${one.hot ? "alert" : "status"}>
    <i></i><p><b>${one.title}</b>${one.text ? html`<br><span>${one.text}</span>` : nothing}</p>
    ${one.action ? html`<a class="btn sm" href=${one.action.href ?? "#"} @click=${(event) => { if (one.action.run) { event.preventDefault(); one.action.run(); } drop(one.id); }}>${one.action.label}</a>` : nothing}
    <button class="x" type="button" aria-label=${t("close")} @click=${() => drop(one.id)}>×</button></div>`;

  render() { return html`<div class="toasts">${shown.value.map(this.#one)}</div>`; }
}
define("lud-toasts", LudToasts);
