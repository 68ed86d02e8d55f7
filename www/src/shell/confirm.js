// SPDX-License-Identifier: ISC
// <lud-confirm .question>: are you sure?
import { define, html, LudElement } from "../element.js";
import { t } from "../i18n/index.js";
import "../ui/modal.js";

class LudConfirm extends LudElement {
  static properties = { question: { attribute: false } };

  render() {
    const { title, text, verb, danger, answer } = this.question;
    return html`<lud-modal .heading=${title} ?hot=${danger} @close=${() => answer(false)} .body=${html`<p>${text}</p>
      <p class="row"><button class="btn ${danger ? "danger" : "solid"}" type="button" @click=${() => answer(true)}>${verb}</button><button class="btn ghost" type="button" @click=${() => answer(false)}>${t("keep")}</button></p>`}></lud-modal>`;
  }
}
define("lud-confirm", LudConfirm);
