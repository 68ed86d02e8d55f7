// SPDX-License-Identifier: ISC
// Accounts: who they are, their role, closing and opening them, ending their sessions. Changes need a fresh password check, which is asked for.
import { call } from "../api.js";
import { define, html, nothing } from "../element.js";
import { ago } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { user } from "../session.js";
import { panel } from "../settings/form.js";
import { confirm } from "../ui/confirm.js";
import { explain } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import { ListElement } from "./list.js";

class LudAdminUsers extends ListElement {
  path = "/admin/users";

  async #do(done, send) {
    try { await send(); toast({ title: done }); await this.read(); } catch (error) { if (error.code !== "REAUTH_REQUIRED") explain(t("project.not_done"))(error); }
  }

  #change = (one, body, done) => this.#do(done, () => call("PUT", `/admin/users/${one.id}`, body));
  #end = (one) => this.#do(t("admin.sessions_ended"), () => call("DELETE", `/admin/users/${one.id}/sessions`));

  async #disable(one) {
    if (one.disabled || await confirm({ title: t("admin.disable_title", { name: one.name }), text: t("admin.disable_text"), verb: t("admin.disable"), danger: true })) await this.#change(one, { disabled: !one.disabled }, t(one.disabled ? "admin.enabled" : "admin.disabled"));
  }

  #row = (one) => html`<tr><td><b>${one.name}</b><small class="muted">${one.email}</small></td><td>${t(`role.${one.role}`)}</td><td>${one.disabled ? html`<span class="badge stop">${t("admin.closed")}</span>` : html`<span class="badge done">${t("admin.open")}</span>`}</td><td class="num">${one.projects}</td><td class="num nowrap">${one.last_seen_at ? ago(one.last_seen_at) : "—"}</td>
    <td class="acts-cell">${one.id === user.value.id ? html`<span class="muted">${t("admin.you")}</span>` : html`<button class="link" type="button" @click=${() => this.#change(one, { role: one.role === "admin" ? "member" : "admin" }, t("saved"))}>${t(one.role === "admin" ? "admin.make_member" : "admin.make_admin")}</button>
      <button class="link" type="button" @click=${() => this.#end(one)}>${t("admin.end_sessions")}</button><button class="link" type="button" @click=${() => this.#disable(one)}>${t(one.disabled ? "admin.enable" : "admin.disable")}</button>`}</td></tr>`;

  render() {
    return panel(t("admin.users"), html`<div class="filter">${this.search("search", t("admin.search_users"))}${this.choose("role", t("th.role"), [["", t("files.all")], ["admin", t("role.admin")], ["member", t("role.member")]])}</div>${this.table(["account", "role", "status", "projects", "seen", ""], this.#row, ["projects", "seen"])}`, this.items?.length ?? nothing);
  }
}
define("lud-admin-users", LudAdminUsers);
