// SPDX-License-Identifier: ISC
// <lud-step-up .question>: your password for this step.
import { define, html } from "../element.js";
import { t } from "../i18n/index.js";
import { PasswordElement } from "./password.js";

class LudStepUp extends PasswordElement {
  static properties = { question: { attribute: false } };

  render() {
    return html`<lud-modal .heading=${t("step_up.title")} @close=${this.question.refuse} .body=${html`<p>${t("step_up.text")}</p>${this.form(t("step_up.verb"), (password) => this.question.give(password),
      html`<button class="btn ghost" type="button" @click=${this.question.refuse}>${t("cancel")}</button>`)}`}></lud-modal>`;
  }
}
define("lud-step-up", LudStepUp);
