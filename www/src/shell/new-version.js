// SPDX-License-Identifier: ISC
// <lud-new-version>: there is a newer build to take.
import { define, html, LudElement } from "../element.js";
import { t } from "../i18n/index.js";
import { take } from "./version.js";

class LudNewVersion extends LudElement {
  render() {
    return html`<div class="banner calm-banner" role="status"><b>${t("version.new")}</b><span>${t("version.text")}</span><span class="grow"></span><button class="btn sm solid" type="button" @click=${take}>${t("version.take")}</button></div>`;
  }
}
define("lud-new-version", LudNewVersion);
