// SPDX-License-Identifier: ISC
// <lud-people .store>: who may do what in a project. Owners invite, change roles and take people out; anybody may leave; editors make public links.
import { call } from "../api.js";
import { define, html, nothing } from "../element.js";
import { day } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { go } from "../router.js";
import { user } from "../session.js";
import { FormElement, panel } from "../settings/form.js";
import { confirm } from "../ui/confirm.js";
import { skeleton } from "../ui/parts.js";
import { errorSheet, explain } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import { mayEdit } from "./actions.js";

const ROLES = ["viewer", "reviewer", "editor", "owner"];
const roles = (now) => ROLES.map((role) => html`<option value=${role} ?selected=${role === now}>${t(`role.${role}`)}</option>`);

class LudPeople extends FormElement {
  static properties = { store: { attribute: false }, members: { state: true }, invited: { state: true }, shares: { state: true }, failed: { state: true }, link: { state: true } };

  get #base() { return `/projects/${this.store.id}`; }
  get #owner() { return this.store.project.value.role === "owner"; }

  firstUpdated() { this.#read(); }

  async #read() {
    const list = (path, may) => (may ? call("GET", `${this.#base}/${path}?limit=100`).then(({ items }) => items) : []);
    try {
      [this.members, this.invited, this.shares] = await Promise.all([list("members", true), list("invitations", this.#owner), list("shares", mayEdit(this.store.project.value))]);
      this.failed = null;
    } catch (error) { this.failed = error; }
  }

  async #do(done, send) {
    try { await send(); if (done) toast({ title: done }); } catch (error) { explain(error.details?.[0]?.reason === "last owner" ? t("people.last_owner") : t("project.not_done"))(error); }
    await this.#read();
    this.store.reload();
  }

  #invite = this.send(async ({ email, role }, form) => {
    const { status } = await call("POST", `${this.#base}/members`, { email, role });
    toast({ title: t(`people.did.${status}`), text: email });
    form.reset();
    await this.#read();
  }, null);

  #change = (m, select) => this.#do(t("saved"), () => call("PATCH", `${this.#base}/members/${m.user_id}`, { role: select.value })).then(() => { select.value = this.members.find((one) => one.user_id === m.user_id)?.role ?? m.role; });

  async #remove(m) {
    const me = m.user_id === user.value.id;
    if (!(await confirm({ title: t(me ? "people.leave_title" : "people.remove_title", { name: m.name }), text: t(me ? "people.leave_text" : "people.remove_text"), verb: t(me ? "people.leave" : "people.remove"), danger: true }))) return;
    if (!me) { await this.#do(t("people.removed"), () => call("DELETE", `${this.#base}/members/${m.user_id}`)); return; }
    try { await call("DELETE", `${this.#base}/members/${m.user_id}`); go("/projects"); toast({ title: t("people.left") }); } catch (error) { explain(error.details?.[0]?.reason === "last owner" ? t("people.last_owner") : t("project.not_done"))(error); }
  }

  #member = (m) => {
    const me = m.user_id === user.value.id;
    return html`<li class="line"><span><b>${m.name}</b>${me ? html` <span class="badge">${t("people.you")}</span>` : nothing}<small class="muted">${m.email ?? ""}</small></span>
      ${this.#owner ? html`<select class="in" aria-label=${t("people.role_of", { name: m.name })} @change=${(event) => this.#change(m, event.target)}>${roles(m.role)}</select>` : html`<span>${t(`role.${m.role}`)}</span>`}
      ${this.#owner || me ? html`<button class="btn sm ghost danger" type="button" @click=${() => this.#remove(m)}>${t(me ? "people.leave" : "people.remove")}</button>` : html`<span></span>`}</li>`;
  };

  #invitation = (i) => html`<li class="line"><span>${i.email}<small class="muted">${t("config.until", { date: day(i.expires_at) })}</small></span><span>${t(`role.${i.role}`)}</span>
    <button class="btn sm ghost danger" type="button" @click=${() => this.#do(t("people.withdrawn"), () => call("DELETE", `${this.#base}/invitations/${i.id}`))}>${t("config.revoke")}</button></li>`;

  #inviting() {
    return panel(t("people.invite"), html`<form @submit=${this.#invite}><div class="fields">${this.field("email", t("email"), { type: "email", max: 255 })}<label class="fld"><span>${t("th.role")}</span><select name="role">${roles("reviewer")}</select></label></div>
      <dl class="facts wide rights">${ROLES.map((role) => html`<dt>${t(`role.${role}`)}</dt><dd>${t(`people.may.${role}`)}</dd>`)}</dl>${this.end(t("people.invite_verb"))}</form>
      ${this.invited?.length ? html`<h3 class="sec">${t("people.invited")}</h3><ul class="rows people">${this.invited.map(this.#invitation)}</ul>` : nothing}`);
  }

  #share = async (event) => {
    event.preventDefault();
    const { note, days } = Object.fromEntries(new FormData(event.target));
    await this.#do(t("people.link_made"), async () => { this.link = (await call("POST", `${this.#base}/shares`, { note: note || null, expires_in_days: days === "" ? null : Number(days) })).url; });
  };

  #again = (share) => this.#do(null, async () => { this.link = (await call("GET", `${this.#base}/shares/${share.id}`)).url; });

  #links() {
    const open = (this.shares ?? []).filter((s) => s.active), finished = this.store.outputs.value.some((o) => o.output_type === "build");
    return panel(t("config.shares"), html`<p class="muted">${t("people.links_text")}</p>${open.length ? html`<ul class="rows people">${open.map((s) => html`<li class="line"><span>${s.note ?? t("people.link")}<small class="muted">${s.expires_at ? t("config.until", { date: day(s.expires_at) }) : t("config.no_end")}</small></span>
      <button class="btn sm ghost" type="button" @click=${() => this.#again(s)}>${t("people.show_link")}</button><button class="btn sm ghost danger" type="button" @click=${() => this.#do(t("people.link_gone"), () => call("DELETE", `${this.#base}/shares/${s.id}`))}>${t("config.revoke")}</button></li>`)}</ul>` : nothing}
      ${this.link ? html`<div role="status"><code class="secret">${this.link}</code></div>` : nothing}${finished ? html`<form @submit=${this.#share}><div class="fields"><label class="fld"><span>${t("people.link_note")}</span><input name="note" maxlength="255" autocomplete="off"></label>
      <label class="fld"><span>${t("people.link_days")}</span><input name="days" type="number" min="1" max="3650" value="30"></label></div><p class="row"><button class="btn">${t("release.share")}</button></p></form>` : html`<p class="muted">${t("config.no_shares")}</p>`}`);
  }

  render() {
    if (this.failed) return errorSheet(this.failed, () => this.#read());
    return html`${panel(t("project.people"), this.members ? html`<ul class="rows people">${this.members.map(this.#member)}</ul>` : skeleton(3), this.members?.length ?? nothing)}
      ${this.#owner ? this.#inviting() : nothing}${mayEdit(this.store.project.value) ? this.#links() : nothing}`;
  }
}
define("lud-people", LudPeople);
