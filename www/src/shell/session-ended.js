// SPDX-License-Identifier: ISC
// <lud-session-ended>: the session has ended under an open page, which stays.
import { define, html } from "../element.js";
import { t } from "../i18n/index.js";
import { leave, signIn, user } from "../session.js";
import { PasswordElement } from "./password.js";

class LudSessionEnded extends PasswordElement {
  render() {
    return html`<lud-modal .heading=${t("ended.title")} firm .body=${html`<p class="ttl">${t("ended.text")}</p><p class="muted">${t("ended.kept")}</p>
      ${this.form(t("sign_in"), (password) => signIn(user.value.email, password), html`<button class="btn ghost" type="button" @click=${leave}>${t("ended.other")}</button>`)}`}></lud-modal>`;
  }
}
define("lud-session-ended", LudSessionEnded);
