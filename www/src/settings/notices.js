// SPDX-License-Identifier: ISC
// Which news come, and by which way; hours in which none do.
import { call } from "../api.js";
import { define, html } from "../element.js";
import { t } from "../i18n/index.js";
import { user } from "../session.js";
import { FormElement, panel } from "./form.js";

const KINDS = ["checkpoint", "reminder", "completed", "failed"], WAYS = ["app", "mail", "webhook"];

class LudSettingsNotices extends FormElement {
  #send = this.send(async (fields) => {
    const notifications = Object.fromEntries(KINDS.map((kind) => [kind, Object.fromEntries(WAYS.map((way) => [way, `${kind}.${way}` in fields]))]));
    const quiet = fields.from && fields.to ? { quiet_hours: { from: fields.from, to: fields.to } } : {};
    user.value = await call("PUT", "/users/me", { settings: { notifications, ...quiet } });
  });

  render() {
    const { notifications = {}, quiet_hours: quiet = {} } = user.value.settings ?? {};
    const on = (kind, way) => notifications[kind]?.[way] ?? way === "app";
    return panel(t("settings.notifications"), html`<form @submit=${this.#send}><div class="scrollx"><table class="grid ways"><thead><tr><th scope="col">${t("notices.when")}</th>${WAYS.map((way) => html`<th scope="col">${t(`notices.${way}`)}</th>`)}</tr></thead>
      <tbody>${KINDS.map((kind) => html`<tr><th scope="row">${t(`notices.${kind}`)}</th>${WAYS.map((way) => html`<td><input type="checkbox" name=${`${kind}.${way}`} aria-label=${`${t(`notices.${kind}`)}: ${t(`notices.${way}`)}`} .checked=${on(kind, way)}></td>`)}</tr>`)}</tbody></table></div>
      <div class="fields"><label class="fld"><span>${t("notices.from")}</span><input type="time" name="from" .value=${quiet.from ?? ""}></label><label class="fld"><span>${t("notices.to")}</span><input type="time" name="to" .value=${quiet.to ?? ""}></label></div>${this.end(t("save"))}</form>`);
  }
}
define("lud-settings-notices", LudSettingsNotices);
