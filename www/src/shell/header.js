// SPDX-License-Identifier: ISC
// The header: emblem, navigation, the live pill, language, theme, notifications, account.
import { define, html, LudElement, nothing, signal } from "../element.js";
import { keepLanguage, LANGUAGES, language, t } from "../i18n/index.js";
import { call } from "../api.js";
import { clock } from "../i18n/format.js";
import { isAdmin, line, liveAt, signOut, user } from "../session.js";
import { waiting } from "../stores/approvals.js";
import { notifications, unread } from "../stores/notifications.js";
import { isDark, keepLook } from "../theme/look.js";
import { icons } from "../ui/icons.js";

const NAMES = { en: "EN", ja: "日本語" };
const open = signal(null); // "notes" or "who"

/** Keeps a choice in the account too, when somebody is signed in; the page does not wait for it. */
const remember = (settings) => { if (user.value) call("PUT", "/users/me", { settings }).then((me) => { user.value = me; }, () => {}); };

export const NAV = [["dashboard", "/"], ["projects", "/projects"], ["approvals", "/approvals"], ["settings", "/settings"]];

class LudHeader extends LudElement {
  static properties = { row: { attribute: false }, bare: { type: Boolean } };

  #outside = (event) => { if (open.value && !event.composedPath().some((node) => node.classList?.contains("pop-of"))) open.value = null; };
  #escape = (event) => { if (event.key === "Escape" && open.value) { this.querySelector(`[data-pop=${open.value}]`)?.focus(); open.value = null; } };

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("click", this.#outside);
    document.addEventListener("keydown", this.#escape);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("click", this.#outside);
    document.removeEventListener("keydown", this.#escape);
  }

  #nav() {
    const list = isAdmin.value ? [...NAV, ["admin", "/admin"]] : NAV;
    return html`<nav class="nav" aria-label=${t("nav.main")}>${list.map(([name, href]) => html`<a href=${href} aria-current=${this.row?.nav === name ? "page" : nothing}>${t(`nav.${name}`)}${
      name === "approvals" && waiting.value.length ? html` <span class="n">${waiting.value.length}</span>` : nothing}</a>`)}</nav>`;
  }

  #live() {
    const now = line.value;
    const text = now === "live" ? t("live.live") : now === "away" ? t("live.since", { time: liveAt.value ? clock(liveAt.value, true) : "—" }) : t("live.connecting");
    return html`<span class="live ${now}" role="status"><i></i>${text}</span>`;
  }

  #languages() {
    return html`<span class="seg" role="group" aria-label=${t("settings.language")}>${LANGUAGES.map((one) => html`<button type="button" lang=${one} aria-pressed=${String(language.value === one)}
      @click=${() => { keepLanguage(one); remember({ language: one }); }}>${NAMES[one]}</button>`)}</span>`;
  }

  #theme = () => {
    const theme = isDark() ? "light" : "dark";
    keepLook({ theme });
    remember({ theme });
  };

  #account() {
    const toggle = (name) => () => { if (name === "notes") import("./notes.js"); open.value = open.value === name ? null : name; };
    return html`<span class="pop-of"><button class="ibtn" type="button" data-pop="notes" aria-expanded=${String(open.value === "notes")} aria-label=${t("notes.label", { n: unread.value })} @click=${toggle("notes")}>${icons.bell}${
      unread.value ? html`<span class="n">${unread.value > 99 ? "99+" : unread.value}</span>` : nothing}</button>${open.value === "notes" ? html`<lud-notes .items=${notifications.value} @close=${() => { open.value = null; }}></lud-notes>` : nothing}</span>
      <span class="pop-of"><button class="who" type="button" data-pop="who" aria-expanded=${String(open.value === "who")} @click=${toggle("who")}>${user.value?.name}</button>${open.value === "who" ? this.#menu() : nothing}</span>`;
  }

  #menu() {
    return html`<div class="pop small"><p class="muted">${user.value.email}</p><ul class="menu"><li><a href="/settings" @click=${() => { open.value = null; }}>${t("nav.settings")}</a></li>
      <li><button type="button" @click=${() => { open.value = null; signOut(); }}>${t("sign_out")}</button></li></ul></div>`;
  }

  render() {
    return html`<header class="bar"><a class="brand" href="/"><i></i><span><b>LUDWRIGHT</b><small>${t("brand")}</small></span></a>
      ${this.bare ? nothing : this.#nav()}
      <div class="tools">${this.bare ? nothing : this.#live()}${this.#languages()}<button class="ibtn" type="button" aria-label=${t("theme.switch")} @click=${this.#theme}>${icons.theme}</button>
      ${this.bare ? nothing : this.#account()}</div></header>`;
  }
}
define("lud-header", LudHeader);
