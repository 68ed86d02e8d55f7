// SPDX-License-Identifier: ISC
// Invitations: making a link that is shown once, and taking open ones back.
import { call } from "../api.js";
import { define, html, nothing } from "../element.js";
import { day } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { panel } from "../settings/form.js";
import { explain } from "../ui/say.js";
import { ListElement } from "./list.js";

class LudAdminInvitations extends ListElement {
  static properties = { link: { state: true } };
  path = "/admin/invitations";
  #make = this.send(async ({ email, role, days }, form) => {
    const made = await call("POST", "/admin/invitations", { ...(email && { email }), role, expires_in_days: Number(days) });
    this.link = made.link ?? made.token;
    form.reset();
    await this.read();
  }, null);

  async #revoke(one) {
    try { await call("DELETE", `/admin/invitations/${one.id}`); await this.read(); } catch (error) { explain(t("project.not_done"))(error); }
  }

  #row = (one) => html`<tr><td>${one.email ?? t("admin.anybody")}</td><td>${t(`role.${one.role}`)}</td><td><span class="badge ${{ open: "run", used: "done" }[one.status] ?? "stop"}">${t(`invitation.${one.status}`)}</span></td><td class="num nowrap">${day(one.expires_at)}</td>
    <td class="num">${one.status === "open" ? html`<button class="link" type="button" @click=${() => this.#revoke(one)}>${t("config.revoke")}</button>` : nothing}</td></tr>`;

  render() {
    return html`${panel(t("admin.invite"), html`<form @submit=${this.#make}><div class="fields">${this.field("email", t("admin.invite_email"), { type: "email", required: false })}<label class="fld"><span>${t("th.role")}</span><select name="role"><option value="member">${t("role.member")}</option><option value="admin">${t("role.admin")}</option></select></label>
      <label class="fld"><span>${t("tokens.days")}</span><input name="days" type="number" min="1" max="90" value="7" required></label></div>${this.end(t("admin.invite_make"))}</form>
      ${this.link ? html`<div role="status"><p>${t("admin.invite_once")}</p><code class="secret">${this.link}</code></div>` : nothing}`)}${panel(t("admin.invitations"), this.table(["account", "role", "status", "until", ""], this.#row, ["until"]), this.items?.length ?? nothing)}`;
  }
}
define("lud-admin-invitations", LudAdminInvitations);
