// SPDX-License-Identifier: ISC
// What asks for the password: a field, a button that is held while it is sent, and what went wrong.
import { html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import "../ui/modal.js";
import { wordsOf } from "../ui/say.js";

export class PasswordElement extends LudElement {
  /** @type {Record<string, object>} */
  static properties = { busy: { state: true }, error: { state: true } };

  async #send(event, send) {
    event.preventDefault();
    const input = event.target.elements.password;
    this.busy = true;
    this.error = null;
    try { await send(input.value); } catch (error) { this.error = error.status === 401 ? t("wrong_password") : wordsOf(error); input.select(); }
    this.busy = false;
  }

  form(verb, send, more = nothing) {
    return html`<form @submit=${(event) => this.#send(event, send)}><label class="fld"><span>${t("password")}</span>
      <input type="password" name="password" required autocomplete="current-password" aria-invalid=${this.error ? "true" : nothing} aria-describedby="pw-error"></label>
      <p class="err" id="pw-error" role="alert" ?hidden=${!this.error}>${this.error}</p>
      <p class="row"><button class="btn solid ${this.busy ? "busy" : ""}" ?disabled=${this.busy}>${verb}</button>${more}</p></form>`;
  }
}
