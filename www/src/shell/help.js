// SPDX-License-Identifier: ISC
// <lud-help .enabled>: the list of keys.
import { define, html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { all, enabled, setEnabled } from "../keys.js";
import "../ui/modal.js";
import { cap } from "./footer.js";

class LudHelp extends LudElement {
  static properties = { enabled: { attribute: false } };

  render() {
    const seen = new Set();
    const list = all.value.toReversed().filter((one) => !seen.has(one.key) && seen.add(one.key)).toReversed();
    return html`<lud-modal wide .heading=${t("keys.title")} .body=${html`<dl class="keylist">${list.map((one) => html`<div><dt>${cap(one.key)}${one.also ? cap(one.also) : nothing}</dt><dd>${one.label}</dd></div>`)}</dl>
      <label class="check"><input type="checkbox" .checked=${enabled.value} @change=${(event) => setEnabled(event.target.checked)}> ${t("keys.on")}</label>`}></lud-modal>`;
  }
}
define("lud-help", LudHelp);
