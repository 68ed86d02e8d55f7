// SPDX-License-Identifier: ISC
// A native dialog with our frame: <lud-modal .heading=${…} .body=${html`…`} @close=${…}>. Opens when it is connected; Escape and the cross close it, unless `firm`.
import { define, html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";

class LudModal extends LudElement {
  static properties = { heading: {}, body: { attribute: false }, hot: { type: Boolean }, firm: { type: Boolean }, wide: { type: Boolean } };

  firstUpdated() {
    this.querySelector("dialog").showModal();
    this.querySelector(".body :is(input, button)")?.focus();
  }

  /** Escape is ours: the page decides what closing means. */
  #cancel = (event) => { event.preventDefault(); if (!this.firm) this.tell("close"); };

  render() {
    return html`<dialog class="modal ${this.wide ? "wide" : ""}" aria-labelledby="modal-title" @cancel=${this.#cancel}>
      <section class="panel ${this.hot ? "hot" : ""}"><header><h2 id="modal-title">${this.heading}</h2>
        ${this.firm ? nothing : html`<div class="r"><button class="x" type="button" aria-label=${t("close")} @click=${() => this.tell("close")}>×</button></div>`}</header>
        <div class="body">${this.body}</div></section></dialog>`;
  }
}
define("lud-modal", LudModal);
