// SPDX-License-Identifier: ISC
// <lud-away>: the server does not answer; a line of the shell's own says so until this is there.
import { define, html, LudElement, nothing } from "../element.js";
import { duration } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { again, begin } from "../session.js";

/** Without a network the shell is all there is: said as it is, with when it is tried again (session.js does). */
class LudAway extends LudElement {
  static properties = { now: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.now = Date.now();
    this.timer = setInterval(() => { this.now = Date.now(); }, 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  render() {
    const offline = !navigator.onLine, { tries: n, at } = again.value, left = Math.ceil((at - this.now) / 1000);
    return html`<div class="page one"><section class="panel hot"><header><h2>${t(offline ? "error.offline_title" : "error.away_title")}</h2></header><div class="body"><p class="ttl" role="alert">${t(offline ? "error.offline" : "error.away")}</p>
      ${offline ? html`<p class="muted">${t("error.offline_text")}</p>` : nothing}<p class="muted">${left > 0 ? t("error.away_again", { time: duration(left), n }) : t("error.away_now", { n })}</p>
      <p class="row"><button class="btn solid" type="button" @click=${begin}>${t("live.now")}</button></p></div></section></div>`;
  }
}
define("lud-away", LudAway);
