// SPDX-License-Identifier: ISC
// The audit trail: who did what, when, from where, and how it ended; each row with the seal that makes it hard to change.
import { define, html, nothing } from "../element.js";
import { dayClock } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { panel } from "../settings/form.js";
import { ListElement } from "./list.js";

const OUTCOME = { ok: "done", refused: "fail", failed: "fail" };

class LudAdminAudit extends ListElement {
  path = "/admin/audit";
  #row = (one) => html`<tr><td class="nowrap">${dayClock(one.at)}</td><td>${one.actor_email ?? "—"}<small class="muted">${one.address ?? ""}</small></td><td class="mono">${one.action}</td><td class="mono cut-id">${one.subject ?? ""}</td><td><span class="badge ${OUTCOME[one.outcome]}">${t(`outcome.${one.outcome}`)}</span></td>
    <td class="num mono" title=${one.hash ?? ""}>${one.seal ?? t("audit.unsealed")}</td></tr>`;

  render() {
    return panel(t("admin.audit"), html`<div class="filter">${this.search("action", t("audit.action"))}${this.choose("outcome", t("th.outcome"), [["", t("files.all")], ["ok", t("outcome.ok")], ["refused", t("outcome.refused")], ["failed", t("outcome.failed")]])}</div>${this.table(["time", "actor", "action", "subject", "outcome", "seal"], this.#row, ["seal"])}`, this.items?.length ?? nothing);
  }
}
define("lud-admin-audit", LudAdminAudit);
