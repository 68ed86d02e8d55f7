// SPDX-License-Identifier: ISC
// The questions of the shell: are you sure; your password for this step; the session has ended; the list of keys. And what stands where no page does: the server
// does not answer (a line of the shell's own says so until this is there), or there is nothing at this address; and that there is a newer build, or no live line.
import { define, html, LudElement, nothing } from "../element.js";
import { duration } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { all, enabled, setEnabled } from "../keys.js";
import { again, begin, leave, signIn, user } from "../session.js";
import "../ui/modal.js";
import { wordsOf } from "../ui/say.js";
import "./banner.js";
import { cap } from "./footer.js";
import { take } from "./version.js";

class LudConfirm extends LudElement {
  static properties = { question: { attribute: false } };

  render() {
    const { title, text, verb, danger, answer } = this.question;
    return html`<lud-modal .heading=${title} ?hot=${danger} @close=${() => answer(false)} .body=${html`<p>${text}</p>
      <p class="row"><button class="btn ${danger ? "danger" : "solid"}" type="button" @click=${() => answer(true)}>${verb}</button><button class="btn ghost" type="button" @click=${() => answer(false)}>${t("keep")}</button></p>`}></lud-modal>`;
  }
}
define("lud-confirm", LudConfirm);

/** A password field, a button that is held while it is sent, and what went wrong. */
class PasswordElement extends LudElement {
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

class LudStepUp extends PasswordElement {
  static properties = { question: { attribute: false } };

  render() {
    return html`<lud-modal .heading=${t("step_up.title")} @close=${this.question.refuse} .body=${html`<p>${t("step_up.text")}</p>${this.form(t("step_up.verb"), (password) => this.question.give(password),
      html`<button class="btn ghost" type="button" @click=${this.question.refuse}>${t("cancel")}</button>`)}`}></lud-modal>`;
  }
}
define("lud-step-up", LudStepUp);

class LudSessionEnded extends PasswordElement {
  render() {
    return html`<lud-modal .heading=${t("ended.title")} firm .body=${html`<p class="ttl">${t("ended.text")}</p><p class="muted">${t("ended.kept")}</p>
      ${this.form(t("sign_in"), (password) => signIn(user.value.email, password), html`<button class="btn ghost" type="button" @click=${leave}>${t("ended.other")}</button>`)}`}></lud-modal>`;
  }
}
define("lud-session-ended", LudSessionEnded);

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

/** Without a network the shell is all there is: said as it is, with when it is tried again (session.js does). */
class LudAway extends LudElement {
  static properties = { now: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.now = Date.now();
    this.timer = setInterval(() => { this.now = Date.now(); }, 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  render() {
    const offline = !navigator.onLine, { tries: n, at } = again.value, left = Math.ceil((at - this.now) / 1000);
    return html`<div class="page one"><section class="panel hot"><header><h2>${t(offline ? "error.offline_title" : "error.away_title")}</h2></header><div class="body"><p class="ttl" role="alert">${t(offline ? "error.offline" : "error.away")}</p>
      ${offline ? html`<p class="muted">${t("error.offline_text")}</p>` : nothing}<p class="muted">${left > 0 ? t("error.away_again", { time: duration(left), n }) : t("error.away_now", { n })}</p>
      <p class="row"><button class="btn solid" type="button" @click=${begin}>${t("live.now")}</button></p></div></section></div>`;
  }
}
define("lud-away", LudAway);

class LudNoPage extends LudElement {
  render() {
    return html`<div class="page one"><div class="head"><h1>${t("error.no_page")}</h1></div><section class="panel"><div class="body void">
      <p>${t("error.no_page_text")}</p><p><a class="btn solid" href="/">${t("nav.dashboard")}</a></p></div></section></div>`;
  }
}
define("lud-no-page", LudNoPage);

class LudNewVersion extends LudElement {
  render() {
    return html`<div class="banner calm-banner" role="status"><b>${t("version.new")}</b><span>${t("version.text")}</span><span class="grow"></span><button class="btn sm solid" type="button" @click=${take}>${t("version.take")}</button></div>`;
  }
}
define("lud-new-version", LudNewVersion);
