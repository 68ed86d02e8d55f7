// SPDX-License-Identifier: ISC
// Says honestly that what is shown is not live any more, and since when; and that it is again.
import { define, effect, html, LudElement, nothing } from "../element.js";
import { clock } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { line, liveAt, liveLine } from "../session.js";
import { toast } from "../ui/toast.js";
import { newer, take } from "./version.js";

class LudBanner extends LudElement {
  #away = false;

  connectedCallback() {
    super.connectedCallback();
    this.stop = effect(() => {
      if (line.value === "away") this.#away = true;
      if (line.value === "live" && this.#away) { this.#away = false; toast({ title: t("live.back"), text: t("live.back_text") }); }
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  render() {
    if (line.value !== "away") return nothing;
    return html`<div class="banner" role="status"><span class="bars"></span><b>${t("live.lost")}</b><span>${liveAt.value ? t("live.shown", { time: clock(liveAt.value, true) }) : t("live.never")}</span>
      <span class="grow"></span><button class="btn sm" type="button" @click=${() => liveLine().wake()}>${t("live.now")}</button></div>`;
  }
}
define("lud-banner", LudBanner);

class LudNewVersion extends LudElement {
  render() {
    if (!newer.value) return nothing;
    return html`<div class="banner calm-banner" role="status"><b>${t("version.new")}</b><span>${t("version.text")}</span><span class="grow"></span><button class="btn sm solid" type="button" @click=${take}>${t("version.take")}</button></div>`;
  }
}
define("lud-new-version", LudNewVersion);
