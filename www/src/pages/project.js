// SPDX-License-Identifier: ISC
import { define, html, LudElement } from "../element.js";
import { t } from "../i18n/index.js";

define("lud-page-project", class extends LudElement {
  render() { return html`<div class="page one"><div class="head"><h1>${t("nav.project")}</h1></div></div>`; }
});
