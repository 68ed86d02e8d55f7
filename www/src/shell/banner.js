// SPDX-License-Identifier: ISC
// Says honestly that what is shown is not live any more, and since when; that it is again; and that nothing can be changed, and until when.
import { define, effect, html, LudElement, nothing } from "../element.js";
import { clock, dayClock } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { line, liveAt, liveLine, maintenance } from "../session.js";
import { toast } from "../ui/toast.js";

class LudBanner extends LudElement {
  #away = false;
  #held = false;

  connectedCallback() {
    super.connectedCallback();
    this.stop = effect(() => {
      if (line.value === "away") this.#away = true;
      if (line.value === "live" && this.#away) { this.#away = false; toast({ title: t("live.back"), text: t("live.back_text") }); }
      if (!maintenance.value && this.#held && line.peek() === "live") toast({ title: t("maintenance.over") });
      this.#held = Boolean(maintenance.value);
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  #maintenance({ message, until }) {
    return html`<div class="banner" role="status" id="maintenance"><span class="bars"></span><b>${t("maintenance.on")}</b><span>${message || t("maintenance.text")}${until ? ` ${t("maintenance.until", { time: dayClock(until) })}` : nothing}</span></div>`;
  }

  render() {
    if (line.value !== "away") return maintenance.value ? this.#maintenance(maintenance.value) : nothing;
    return html`<div class="banner" role="status"><span class="bars"></span><b>${t("live.lost")}</b><span>${liveAt.value ? t("live.shown", { time: clock(liveAt.value, true) }) : t("live.never")}</span>
      <span class="grow"></span><button class="btn sm" type="button" @click=${() => liveLine().wake()}>${t("live.now")}</button></div>`;
  }
}
define("lud-banner", LudBanner);
