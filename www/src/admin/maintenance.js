// SPDX-License-Identifier: ISC
// Maintenance: beginning and ending it. While it is on nobody changes anything, workers begin nothing, and everybody who is here is told why.
import { call } from "../api.js";
import { define, effect, html, nothing } from "../element.js";
import { dayClock } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { maintenance } from "../session.js";
import { FormElement, panel } from "../settings/form.js";
import { skeleton } from "../ui/parts.js";
import { errorSheet } from "../ui/say.js";

class LudAdminMaintenance extends FormElement {
  static properties = { now: { state: true }, failed: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.stop = effect(() => { void maintenance.value; this.#read(); });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  async #read() {
    try { this.now = await call("GET", "/admin/maintenance"); this.failed = null; } catch (error) { this.failed = error; }
  }

  #begin = this.send(async ({ message, until }) => { this.now = await call("PUT", "/admin/maintenance", { active: true, message, ends_at: until ? new Date(until).toISOString() : null }); }, t("maintenance.begun"));
  #end = this.send(async () => { this.now = await call("PUT", "/admin/maintenance", { active: false }); }, null);

  #state({ message, starts_at: from, ends_at: until }) {
    return html`<form @submit=${this.#end}><p class="ttl">${message || t("maintenance.text")}</p><p class="muted">${t("maintenance.since", { time: dayClock(from) })}${until ? ` · ${t("maintenance.until", { time: dayClock(until) })}` : nothing}</p><p class="muted">${t("maintenance.by_hand")}</p>${this.end(t("maintenance.end"))}</form>`;
  }

  #form() {
    return html`<form @submit=${this.#begin}><p class="muted">${t("maintenance.explain")}</p><div class="fields"><label class="fld wide"><span>${t("maintenance.message")}</span><textarea name="message" rows="2" maxlength="1000"></textarea></label>
      <label class="fld"><span>${t("maintenance.ends")}</span><input name="until" type="datetime-local"></label></div>${this.end(t("maintenance.begin"))}</form>`;
  }

  render() {
    if (this.failed) return errorSheet(this.failed, () => this.#read());
    return panel(t("admin.maintenance"), !this.now ? skeleton(3) : this.now.active ? this.#state(this.now) : this.#form(), this.now ? t(this.now.active ? "maintenance.is_on" : "maintenance.is_off") : nothing);
  }
}
define("lud-admin-maintenance", LudAdminMaintenance);
