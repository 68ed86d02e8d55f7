// SPDX-License-Identifier: ISC
// Signing in; and what an admin's link opens: making an account, or setting a new password. A link's token stands behind the #, which no server sees.
import { ApiError, call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { at, go } from "../router.js";
import { signIn } from "../session.js";
import { wordsOf } from "../ui/say.js";
import css from "./login.css";

const LINK = /^#(invitation|reset)=([\w-]+)$/;

class LudPageLogin extends LudElement {
  static css = css;
  static properties = { busy: { state: true }, error: { state: true }, fields: { state: true }, wait: { state: true }, health: { state: true }, done: { state: true } };
  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    fetch("/health/ready").then((answer) => answer.json()).then((body) => { this.health = body.status ?? "not_ready"; }, () => { this.health = "away"; });
  }

  firstUpdated() { this.querySelector("input").focus(); }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  /** Counts the seconds down in which no further try is taken. */
  #locked(seconds) {
    clearInterval(this.#timer);
    this.wait = seconds;
    this.#timer = setInterval(() => { if (--this.wait <= 0) { clearInterval(this.#timer); this.error = null; } }, 1000);
  }

  #failed(error, signingIn) {
    this.fields = error.fields ?? {};
    this.error = signingIn && error.status === 401 ? t("login.wrong") : wordsOf(error);
    if (error.status === 429 && error.retryAfter) this.#locked(error.retryAfter);
  }

  async #submit(event, send, signingIn) {
    event.preventDefault();
    this.busy = true;
    this.error = null;
    this.fields = {};
    let through = false;
    try {
      await send(Object.fromEntries(new FormData(event.target)));
      through = signingIn;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#failed(error, signingIn);
    } finally { this.busy = through; } // who is in waits for the page that takes this one's place, and does not sign in twice
  }

  #field(name, label, attributes) {
    const wrong = this.fields?.[name];
    return html`<label class="fld"><span>${label}</span><input name=${name} type=${attributes.type} required minlength=${attributes.min ?? nothing} maxlength=${attributes.max ?? nothing}
      autocomplete=${attributes.complete} aria-invalid=${wrong || this.error && attributes.type === "password" ? "true" : nothing} aria-describedby="login-error">
      ${wrong ? html`<span class="err">${wrong}</span>` : nothing}</label>`;
  }

  #end(verb) {
    return html`<p class="err" id="login-error" role="alert" ?hidden=${!this.error}>${this.error}${this.wait > 0 ? ` ${t("login.wait", { n: this.wait })}` : nothing}</p>
      <p class="row"><button class="btn solid ${this.busy ? "busy" : ""}" ?disabled=${this.busy || this.wait > 0} aria-keyshortcuts="Enter">${verb}<kbd>⏎</kbd></button></p>`;
  }

  #signIn() {
    return html`<form @submit=${(event) => this.#submit(event, ({ email, password }) => signIn(email, password), true)}>
      ${this.done ? html`<p class="muted" role="status">${t("login.now")}</p>` : nothing}
      ${this.#field("email", t("email"), { type: "email", complete: "username" })}
      ${this.#field("password", t("password"), { type: "password", complete: "current-password" })}
      ${this.#end(t("sign_in"))}</form>`;
  }

  #link(word, token) {
    const invited = word === "invitation";
    const send = async (fields) => {
      await call("POST", invited ? "/auth/register" : "/auth/reset", invited ? { ...fields, invitation: token } : { ...fields, token });
      this.done = true;
      go("/login", { replace: true });
    };
    return html`<form @submit=${(event) => this.#submit(event, send)}>
      ${invited ? html`${this.#field("email", t("email"), { type: "email", complete: "username" })}${this.#field("name", t("name"), { type: "text", complete: "name", max: 255 })}` : nothing}
      ${this.#field("password", t("password.new"), { type: "password", complete: "new-password", min: 10 })}
      ${this.#end(t(`login.${word}`))}</form>`;
  }

  render() {
    const link = LINK.exec(at.value.hash);
    const title = link ? t(`login.${link[1]}`) : t("sign_in");
    document.title = `${title} · Ludwright`;
    return html`<div class="door"><section class="panel"><header><h1>${title}</h1></header><div class="body">${link ? this.#link(link[1], link[2]) : this.#signIn()}
      <p class="boot mono"><span>&gt; ludwright</span><b class=${this.health === "ready" ? "ok" : this.health === "degraded" ? "amber" : "alert"}>${this.health ? t(`health.${this.health}`) : "…"}</b></p></div></section>
      <div class="seal" aria-hidden="true"><i></i></div></div>`;
  }
}
define("lud-page-login", LudPageLogin);
