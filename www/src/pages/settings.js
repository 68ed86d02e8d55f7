// SPDX-License-Identifier: ISC
// Settings: seven places, each an element of src/settings/.
import { define, html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { moreWords } from "../i18n/more.js";
import "../settings/account.js";
import "../settings/look.js";
import "../settings/notices.js";
import "../settings/provider-keys.js";
import "../settings/security.js";
import css from "../settings/settings.css";

const PARTS = {
  profile: () => html`<lud-settings-account></lud-settings-account>`, look: () => html`<lud-settings-look></lud-settings-look>`, notifications: () => html`<lud-settings-notices></lud-settings-notices>`,
  security: () => html`<lud-settings-security></lud-settings-security>`, keys: () => html`<lud-settings-keys></lud-settings-keys>`, webhooks: () => { import("../settings/webhooks.js"); return html`<lud-settings-webhooks></lud-settings-webhooks>`; },
  usage: () => { import("../settings/usage.js"); return html`<lud-settings-usage></lud-settings-usage>`; },
};

await moreWords;

class LudPageSettings extends LudElement {
  static css = css;
  static keep = [];
  static properties = { params: { attribute: false } };

  render() {
    const part = PARTS[this.params.part] ? this.params.part : "profile";
    document.title = `${t(`settings.${part}`)} · Ludwright`;
    return html`<div class="page sided settings"><div class="head"><h1>${t("nav.settings")}</h1></div><nav class="side" aria-label=${t("nav.settings")}><ul class="menu">${Object.keys(PARTS).map((name) => html`<li><a href=${name === "profile" ? "/settings" : `/settings/${name}`}
      aria-current=${part === name ? "page" : nothing}>${t(`settings.${name}`)}</a></li>`)}</ul></nav><div class="mainc">${PARTS[part]()}</div></div>`;
  }
}
define("lud-page-settings", LudPageSettings);
