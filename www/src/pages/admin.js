// SPDX-License-Identifier: ISC
// For admins: accounts, invitations, what was spent, the queue, maintenance, the audit trail. Others are told that this is not for them.
import { define, html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { moreWords } from "../i18n/more.js";
import { isAdmin } from "../session.js";
import { empty } from "../ui/parts.js";
import "../admin/audit.js";
import "../admin/invitations.js";
import "../admin/queue.js";
import "../admin/users.js";
import css from "../settings/settings.css";

const PARTS = {
  users: () => html`<lud-admin-users></lud-admin-users>`, invitations: () => html`<lud-admin-invitations></lud-admin-invitations>`, usage: () => { import("../admin/usage.js"); return html`<lud-admin-usage></lud-admin-usage>`; },
  queue: () => html`<lud-admin-queue></lud-admin-queue>`, maintenance: () => { import("../admin/maintenance.js"); return html`<lud-admin-maintenance></lud-admin-maintenance>`; }, audit: () => html`<lud-admin-audit></lud-admin-audit>`,
};

await moreWords;

class LudPageAdmin extends LudElement {
  static css = css;
  static keep = [];
  static properties = { params: { attribute: false } };

  render() {
    const part = PARTS[this.params.part] ? this.params.part : "users";
    document.title = `${t(`admin.${part}`)} · Ludwright`;
    if (!isAdmin.value) return html`<div class="page one"><div class="head"><h1>${t("nav.admin")}</h1></div><section class="panel"><div class="body">${empty(t("error.FORBIDDEN"))}</div></section></div>`;
    return html`<div class="page sided admin"><div class="head"><h1>${t("nav.admin")}</h1></div><nav class="side" aria-label=${t("nav.admin")}><ul class="menu">${Object.keys(PARTS).map((name) => html`<li><a href=${name === "users" ? "/admin" : `/admin/${name}`} aria-current=${part === name ? "page" : nothing}>${t(`admin.${name}`)}</a></li>`)}</ul></nav>
      <div class="mainc">${PARTS[part]()}</div></div>`;
  }
}
define("lud-page-admin", LudPageAdmin);
