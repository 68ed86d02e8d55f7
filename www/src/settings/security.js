// SPDX-License-Identifier: ISC
// Where one is signed in, and personal tokens: each can be ended here, at once.
import { call } from "../api.js";
import { define, html, nothing } from "../element.js";
import { ago, day } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { signOut, signOutElsewhere } from "../session.js";
import { skeleton } from "../ui/parts.js";
import { explain } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import { FormElement, panel } from "./form.js";

/** "Firefox on Linux" out of a User-Agent, or its beginning. */
export function deviceOf(agent) {
  if (!agent) return "—";
  const browser = /(Firefox|Edg|OPR|Chrome|Safari|curl|ludctl)/.exec(agent)?.[1], system = /(Windows|Mac OS X|Android|iPhone|iPad|CrOS|Linux)/.exec(agent)?.[1];
  return [{ Edg: "Edge", OPR: "Opera" }[browser] ?? browser ?? agent.slice(0, 40), { "Mac OS X": "macOS", CrOS: "ChromeOS" }[system] ?? system].filter(Boolean).join(" · ");
}

class LudSettingsSessions extends FormElement {
  static properties = { sessions: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    try { this.sessions = (await call("GET", "/auth/sessions?limit=100")).items; } catch (error) { explain()(error); }
  }

  async #end(session) {
    try {
      if (session.current) { await signOut(); return; }
      await call("DELETE", `/auth/sessions/${session.id}`);
      await this.#read();
    } catch (error) { explain(t("project.not_done"))(error); }
  }

  async #others() {
    try { await signOutElsewhere(); toast({ title: t("sessions.ended") }); await this.#read(); } catch (error) { explain(t("project.not_done"))(error); }
  }

  render() {
    return panel(t("settings.sessions"), !this.sessions ? skeleton(3) : html`<ul class="rows">${this.sessions.map((s) => html`<li class="line"><span><b>${deviceOf(s.user_agent)}</b>${s.current ? html` <span class="badge done">${t("sessions.this")}</span>` : nothing}<small class="muted">${s.address ?? ""}</small></span>
      <span class="muted">${t("sessions.used", { time: ago(s.last_used_at) })}</span><button class="btn sm ghost" type="button" @click=${() => this.#end(s)}>${t("sign_out")}</button></li>`)}</ul>
      ${this.sessions.length > 1 ? html`<p class="row"><button class="btn danger" type="button" @click=${() => this.#others()}>${t("sessions.others")}</button></p>` : nothing}`);
  }
}
define("lud-settings-sessions", LudSettingsSessions);

const SCOPES = ["read", "write", "decide", "admin"];

class LudSettingsTokens extends FormElement {
  static properties = { tokens: { state: true }, made: { state: true } };
  #make = this.send(async (fields, form) => {
    const scopes = SCOPES.filter((s) => `scope.${s}` in fields);
    const { token } = await call("POST", "/users/me/tokens", { name: fields.name, scopes, expires_in_days: Number(fields.days) });
    this.made = token;
    form.reset();
    await this.#read();
  }, null);

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    try { this.tokens = (await call("GET", "/users/me/tokens?limit=100")).items; } catch (error) { explain()(error); }
  }

  async #revoke(token) {
    try { await call("DELETE", `/users/me/tokens/${token.id}`); await this.#read(); } catch (error) { explain(t("project.not_done"))(error); }
  }

  render() {
    return panel(t("settings.tokens"), html`${this.made ? html`<div role="status"><p>${t("tokens.once")}</p><code class="secret">${this.made}</code></div>` : nothing}
      ${!this.tokens ? skeleton(2) : this.tokens.length ? html`<ul class="rows">${this.tokens.map((k) => html`<li class="line"><span><b>${k.name}</b><small class="muted mono">${k.prefix}…</small></span><span>${k.scopes.map((s) => t(`tokens.${s}`)).join(" · ")}</span>
        <span class="muted">${k.last_used_at ? t("sessions.used", { time: ago(k.last_used_at) }) : t("tokens.unused")} · ${t("config.until", { date: day(k.expires_at) })}</span><button class="btn sm ghost danger" type="button" @click=${() => this.#revoke(k)}>${t("config.revoke")}</button></li>`)}</ul>` : html`<p class="muted">${t("tokens.none")}</p>`}
      <form class="make" @submit=${this.#make}><h3 class="sec">${t("tokens.make")}</h3><div class="fields">${this.field("name", t("tokens.name"), { max: 100 })}<label class="fld"><span>${t("tokens.days")}</span><input name="days" type="number" min="1" max="366" value="90" required></label></div>
      <fieldset class="opts four"><legend>${t("tokens.scopes")}</legend>${SCOPES.map((s) => html`<label class="opt"><i></i><input type="checkbox" name=${`scope.${s}`} ?checked=${s === "read"}><span><b>${t(`tokens.${s}`)}</b><small>${t(`tokens.${s}_text`)}</small></span></label>`)}</fieldset>${this.end(t("tokens.make"))}</form>`);
  }
}
define("lud-settings-tokens", LudSettingsTokens);

class LudSettingsSecurity extends FormElement {
  render() { return html`<lud-settings-sessions></lud-settings-sessions><lud-settings-tokens></lud-settings-tokens>`; }
}
define("lud-settings-security", LudSettingsSecurity);
