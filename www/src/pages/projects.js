// SPDX-License-Identifier: ISC
import { define, html, LudElement } from "../element.js";
import { t } from "../i18n/index.js";

define("lud-page-projects", class extends LudElement {
  render() { return html`<div class="page one"><div class="head"><h1>${t("nav.projects")}</h1></div></div>`; }
});
