// SPDX-License-Identifier: ISC
// One's account: name, a new password, one's own data as a document, the end of the account.
import { call } from "../api.js";
import { define, html } from "../element.js";
import { day } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { signOut, user } from "../session.js";
import { confirm } from "../ui/confirm.js";
import { explain } from "../ui/say.js";
import { download } from "../project/actions.js";
import { FormElement, panel } from "./form.js";

class LudSettingsProfile extends FormElement {
  #name = this.send(async ({ name }) => { user.value = await call("PUT", "/users/me", { name }); });

  render() {
    const me = user.value;
    return panel(t("settings.profile"), html`<form @submit=${this.#name}><div class="fields">${this.field("name", t("name"), { value: me.name, max: 255, complete: "name" })}
      <label class="fld"><span>${t("email")}</span><input value=${me.email} readonly></label></div><p class="muted tiny">${t("settings.since", { date: day(me.created_at), role: t(`role.${me.role}`) })}</p>${this.end(t("save"))}</form>`);
  }
}
define("lud-settings-profile", LudSettingsProfile);

class LudSettingsPassword extends FormElement {
  #send = this.send(async ({ new_password: fresh, password }, form) => { await call("POST", "/auth/password", { new_password: fresh, password }); form.reset(); }, t("settings.password_done"));

  render() {
    return panel(t("settings.password"), html`<form @submit=${this.#send}><input class="sr" tabindex="-1" aria-hidden="true" name="username" autocomplete="username" .value=${user.value.email} readonly><div class="fields">${this.field("password", t("settings.password_now"), { type: "password", complete: "current-password" })}
      ${this.field("new_password", t("password.new"), { type: "password", complete: "new-password", min: 10 })}</div><p class="muted tiny">${t("settings.password_text")}</p>${this.end(t("settings.password_set"))}</form>`);
  }
}
define("lud-settings-password", LudSettingsPassword);

class LudSettingsAccount extends FormElement {
  #export = () => download("/users/me/export", "ludwright-account.json", async (path) => new Blob([JSON.stringify(await call("GET", path), null, 2)], { type: "application/json" }));

  async #delete() {
    if (!(await confirm({ title: t("settings.delete_title"), text: t("settings.delete_text"), verb: t("settings.delete"), danger: true }))) return;
    try { await call("DELETE", "/users/me"); await signOut(); } catch (error) { if (error.code !== "REAUTH_REQUIRED") explain(t("project.not_done"))(error); }
  }

  render() {
    return html`<lud-settings-profile></lud-settings-profile><lud-settings-password></lud-settings-password>${panel(t("settings.data"), html`<p class="muted">${t("settings.data_text")}</p>
      <p class="row"><button class="btn" type="button" @click=${this.#export}>${t("settings.export")}</button><button class="btn ghost danger" type="button" @click=${this.#delete}>${t("settings.delete")}</button></p>`)}`;
  }
}
define("lud-settings-account", LudSettingsAccount);
