// SPDX-License-Identifier: ISC
// <lud-settings-webhooks>: where one's notifications are posted to. A new one shows its secret once; each can be switched off, looked at (what was posted,
// with every try), sent again, and ended.
import { ListElement } from "../admin/list.js";
import { call } from "../api.js";
import { define, html, nothing } from "../element.js";
import { day, dayClock, number } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { listen } from "../session.js";
import { confirm } from "../ui/confirm.js";
import { empty, skeleton } from "../ui/parts.js";
import { errorSheet, explain } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import { FormElement, panel } from "./form.js";

const BADGE = { waiting: "pend", sending: "run", sent: "done", failed: "fail", unknown: "wait", off: "stop" };
const SOON_MS = 60000, LOOK_MS = 3000;

/** Does something happen to it within a minute? Then the list is looked at again. */
const underWay = (d) => d.status === "sending" || (d.status === "waiting" && (!d.next_try_at || Date.parse(d.next_try_at) - Date.now() < SOON_MS));

class LudDeliveries extends ListElement {
  static properties = { hook: {}, open: { state: true } };

  connectedCallback() {
    this.path = `/users/me/webhooks/${this.hook}/deliveries`;
    super.connectedCallback();
    this.stop = listen(({ event }) => { if (event === "notification:created") this.read(); });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
    clearTimeout(this.again);
  }

  async read(cursor = null) {
    await super.read(cursor);
    clearTimeout(this.again);
    if (this.isConnected && !cursor && this.items?.some(underWay)) this.again = setTimeout(() => this.read(), LOOK_MS);
  }

  async #resend(one) {
    try { await call("POST", `/users/me/deliveries/${one.id}/resend`, {}); toast({ title: t("hooks.sent_again") }); } catch (error) { explain(t("project.not_done"))(error); }
    await this.read();
  }

  #tries = (one) => html`<tr class="subs"><td colspan="5">${one.log.length ? html`<ol class="jl">${one.log.map((l) => html`<li>${dayClock(l.at)} <span class="mono">${l.status || "—"}</span> ${l.error ?? nothing}</li>`)}</ol>` : html`<p class="muted">${t("hooks.no_try")}</p>`}</td></tr>`;

  #row = (one) => html`<tr><td><button class="link" type="button" aria-expanded=${String(this.open === one.id)} @click=${() => { this.open = this.open === one.id ? null : one.id; }}>${tOr(`note.${one.kind}`, one.kind)}</button><small class="muted">${one.data.project_name ?? one.data.title ?? ""}</small></td>
    <td><span class="badge ${BADGE[one.status]}">${t(`hooks.is.${one.status}`)}</span>${one.next_try_at ? html`<small class="muted">${t("hooks.next", { time: dayClock(one.next_try_at) })}</small>` : nothing}</td><td class="num">${number(one.tries)}</td><td class="num nowrap">${dayClock(one.created_at)}</td>
    <td class="acts-cell"><button class="link" type="button" ?disabled=${one.status === "sending"} @click=${() => this.#resend(one)}>${t("hooks.resend")}</button></td></tr>${this.open === one.id ? this.#tries(one) : nothing}`;

  render() {
    return this.items?.length === 0 && !this.failed ? html`<p class="muted">${t("hooks.nothing_sent")}</p>` : this.table(["what", "status", "tries", "when", ""], this.#row, ["tries", "when"]);
  }
}
define("lud-deliveries", LudDeliveries);

class LudSettingsWebhooks extends FormElement {
  static properties = { hooks: { state: true }, made: { state: true }, open: { state: true }, failed: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    try { this.hooks = (await call("GET", "/users/me/webhooks?limit=100")).items; this.failed = null; } catch (error) { this.failed = error; }
  }

  #make = this.send(async ({ url, note }, form) => {
    this.made = await call("POST", "/users/me/webhooks", { url, note: note || null });
    form.reset();
    await this.#read();
  }, null);

  async #do(send) {
    try { await send(); } catch (error) { explain(t("project.not_done"))(error); }
    await this.#read();
  }

  #switch = (hook, enabled) => this.#do(() => call("PATCH", `/users/me/webhooks/${hook.id}`, { enabled }));

  async #remove(hook) {
    if (!(await confirm({ title: t("hooks.remove_title"), text: t("hooks.remove_text"), verb: t("hooks.remove"), danger: true }))) return;
    await this.#do(() => call("DELETE", `/users/me/webhooks/${hook.id}`));
    if (this.made?.id === hook.id) this.made = null;
  }

  #hook = (hook) => {
    const open = this.open === hook.id;
    return html`<li class="hook"><p><b class="mono">${hook.url}</b><small class="muted">${[hook.note, t("hooks.secret_ends", { last4: hook.last4 }), t("provider.since", { date: day(hook.created_at) })].filter(Boolean).join(" · ")}</small></p>
      <p class="row"><label class="check"><input type="checkbox" .checked=${hook.enabled} @change=${(event) => this.#switch(hook, event.target.checked)}> ${t("hooks.on")}</label>
      <button class="btn sm" type="button" aria-expanded=${String(open)} @click=${() => { this.open = open ? null : hook.id; }}>${t("hooks.log")}</button><button class="btn sm ghost danger" type="button" @click=${() => this.#remove(hook)}>${t("hooks.remove")}</button></p>
      ${open ? html`<lud-deliveries .hook=${hook.id}></lud-deliveries>` : nothing}</li>`;
  };

  #list() {
    if (this.failed) return errorSheet(this.failed, () => this.#read());
    if (!this.hooks) return skeleton(3);
    return this.hooks.length ? html`<ul class="rows">${this.hooks.map(this.#hook)}</ul>` : empty(t("hooks.none"), t("hooks.none_text"));
  }

  render() {
    return html`<p class="lead muted">${t("hooks.text")} <a href="/settings/notifications">${t("settings.notifications")}</a></p>${panel(t("settings.webhooks"), this.#list(), this.hooks?.length ?? nothing)}
      ${panel(t("hooks.new"), html`<form @submit=${this.#make}><div class="fields">${this.field("url", t("hooks.url"), { type: "url", max: 2000, placeholder: "https://" })}${this.field("note", t("hooks.note"), { required: false, max: 255 })}</div>${this.end(t("hooks.make"))}</form>
      ${this.made ? html`<div role="status"><p>${t("hooks.once")}</p><code class="secret">${this.made.secret}</code></div>` : nothing}`)}`;
  }
}
define("lud-settings-webhooks", LudSettingsWebhooks);
