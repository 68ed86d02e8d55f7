// SPDX-License-Identifier: ISC
// <lud-no-page>: there is nothing at this address.
import { define, html, LudElement } from "../element.js";
import { t } from "../i18n/index.js";

class LudNoPage extends LudElement {
  render() {
    return html`<div class="page one"><div class="head"><h1>${t("error.no_page")}</h1></div><section class="panel"><div class="body void">
      <p>${t("error.no_page_text")}</p><p><a class="btn solid" href="/">${t("nav.dashboard")}</a></p></div></section></div>`;
  }
}
define("lud-no-page", LudNoPage);
