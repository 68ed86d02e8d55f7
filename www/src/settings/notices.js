// SPDX-License-Identifier: ISC
// Which news come, and by which way; mail one by one or together; hours in which none do.
import { call } from "../api.js";
import { define, html } from "../element.js";
import { t } from "../i18n/index.js";
import { user } from "../session.js";
import { FormElement, panel } from "./form.js";

const KINDS = ["checkpoint", "question", "reminder", "completed", "failed", "shared"], WAYS = ["app", "mail", "webhook"], DIGESTS = ["off", "hourly", "daily"];
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone; // in which hours of a day are meant

class LudSettingsNotices extends FormElement {
  #send = this.send(async (fields) => {
    const kinds = Object.fromEntries(KINDS.map((kind) => [kind, Object.fromEntries(WAYS.map((way) => [way, `${kind}.${way}` in fields]))]));
    const { from, to, digest } = fields;
    user.value = await call("PUT", "/users/me", { settings: { notifications: { ...kinds, digest }, quiet_hours: from && to ? { from, to } : null, ...(ZONE && { timezone: ZONE }) } });
  });

  render() {
    const { notifications = {}, quiet_hours: quiet } = user.value.settings ?? {};
    const on = (kind, way) => notifications[kind]?.[way] ?? (way !== "mail" || kind !== "checkpoint"); // who never said: as notice_wanted() has it
    return panel(t("settings.notifications"), html`<form @submit=${this.#send}><div class="scrollx"><table class="grid ways"><thead><tr><th scope="col">${t("notices.when")}</th>${WAYS.map((way) => html`<th scope="col">${t(`notices.${way}`)}</th>`)}</tr></thead>
      <tbody>${KINDS.map((kind) => html`<tr><th scope="row">${t(`notices.${kind}`)}</th>${WAYS.map((way) => html`<td><input type="checkbox" name=${`${kind}.${way}`} aria-label=${`${t(`notices.${kind}`)}: ${t(`notices.${way}`)}`} .checked=${on(kind, way)}></td>`)}</tr>`)}</tbody></table></div>
      <div class="fields"><label class="fld wide"><span>${t("notices.digest")}</span><select name="digest">${DIGESTS.map((one) => html`<option value=${one} ?selected=${(notifications.digest ?? "off") === one}>${t(`notices.digest.${one}`)}</option>`)}</select></label>
      <label class="fld"><span>${t("notices.from")}</span><input type="time" name="from" .value=${quiet?.from ?? ""}></label><label class="fld"><span>${t("notices.to")}</span><input type="time" name="to" .value=${quiet?.to ?? ""}></label></div><p class="muted tiny">${t("notices.hours", { zone: ZONE })} <a href="/settings/webhooks">${t("notices.to_webhooks")}</a></p>${this.end(t("save"))}</form>`);
  }
}
define("lud-settings-notices", LudSettingsNotices);
