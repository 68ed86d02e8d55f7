// SPDX-License-Identifier: ISC
// The shell: header, the page that the address asks for, footer; over it toasts, questions and the help sheet. It decides who sees what: without a
// session the sign-in page, with an ended one the page as it was and a question over it.
import { define, effect, html, LudElement, nothing, signal } from "../element.js";
import { language, t } from "../i18n/index.js";
import { enabled, Keys } from "../keys.js";
import { at, find, go, safeNext } from "../router.js";
import { ROUTES } from "../routes.js";
import { begin, line, state } from "../session.js";
import { asked } from "../ui/confirm.js";
import "../ui/modal.js";
import "../ui/toast.js";
import { explain } from "../ui/say.js";
import { question } from "../session.js";
import "./header.js";
import "./footer.js";
import "./banner.js";
import "./dialogs.js";
import { shuffleTitle } from "./shuffle.js";
import { ask } from "./version.js";
import { startNotifications } from "../stores/notifications.js";

const LINK = /^#(invitation|reset)=/; // what admins hand out opens at the root: its page is the sign-in page

export const helpOpen = signal(false);

class LudApp extends LudElement {
  #page = null; // the element on screen, kept while its address fits
  #row = null;
  #missing = false;
  #stops = [];

  constructor() {
    super();
    new Keys(this, () => (state.value === "in" ? [
      { key: "g d", label: t("nav.dashboard"), run: () => go("/") },
      { key: "g p", label: t("nav.projects"), run: () => go("/projects") },
      { key: "g a", label: t("nav.approvals"), run: () => go("/approvals") },
      { key: "g s", label: t("nav.settings"), run: () => go("/settings") },
      { key: "?", label: t("keys.all"), last: true, hint: true, run: () => { helpOpen.value = true; } },
    ] : []));
  }

  connectedCallback() {
    super.connectedCallback();
    const again = () => { if (state.value === "away") begin(); };
    addEventListener("online", again);
    this.#stops = [() => removeEventListener("online", again), effect(() => { this.#guard(); }), effect(() => { this.#choose(); }), startNotifications()];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stops.forEach((stop) => stop());
  }

  /** Sends to the sign-in page and back. */
  #guard() {
    const { path, query, hash } = at.value, now = state.value;
    const open = find(ROUTES, path)?.row.open;
    if (!open && LINK.test(hash)) { queueMicrotask(() => go(`/login${hash}`, { replace: true })); return; }
    if (now === "out" && !open) queueMicrotask(() => go(`/login${path === "/" ? "" : `?next=${encodeURIComponent(path + location.search + hash)}`}`, { replace: true }));
    if (now === "in" && open && !hash) queueMicrotask(() => go(safeNext(query.get("next")), { replace: true }));
  }

  async #choose() {
    const { path } = at.value, now = state.value;
    const found = find(ROUTES, path);
    if (now === "starting" || now === "away" || (now === "out" && !found?.row.open)) return;
    if (!found) { this.#row = null; this.#page = null; this.#missing = true; this.requestUpdate(); return; }
    const { row, params } = found;
    this.#missing = false;
    const old = this.#page;
    if (old && this.#row === row && JSON.stringify(old.params) === JSON.stringify(params)) return;
    this.#row = row;
    if (old?.localName === row.tag && old.constructor.keep?.every((name) => old.params[name] === params[name])) {
      old.params = params;
      this.requestUpdate();
      return;
    }
    try { await row.load(); } catch (error) { this.#row = null; if (!(await ask())) explain(t("error.load"))(error); return; }
    if (this.#row !== row) return;
    this.#page = Object.assign(document.createElement(row.tag), { params });
    this.requestUpdate();
    await this.updateComplete;
    shuffleTitle(this.#page);
    if (this.arrived) document.getElementById("main")?.focus({ preventScroll: true });
    this.arrived = true;
  }

  #nothing() {
    return html`<div class="page one"><div class="head"><h1>${t("error.no_page")}</h1></div><section class="panel"><div class="body void">
      <p>${t("error.no_page_text")}</p><p><a class="btn solid" href="/">${t("nav.dashboard")}</a></p></div></section></div>`;
  }

  /** Without a network the shell is all there is: said as it is. */
  #away() {
    const offline = !navigator.onLine;
    return html`<div class="page one"><section class="panel hot" role="alert"><header><h2>${t(offline ? "error.offline_title" : "error.away_title")}</h2></header><div class="body"><p class="ttl">${t(offline ? "error.offline" : "error.away")}</p>
      ${offline ? html`<p class="muted">${t("error.offline_text")}</p>` : nothing}
      <p class="row"><button class="btn solid" type="button" @click=${() => begin()}>${t("again")}</button></p></div></section></div>`;
  }

  render() {
    const now = state.value, signedIn = now === "in" || now === "ended";
    return html`<a class="skip" href="#main">${t("skip")}</a><div class="orn" aria-hidden="true"></div>
      <lud-header .row=${this.#row} .bare=${!signedIn}></lud-header>
      ${signedIn ? html`<lud-banner></lud-banner>` : nothing}
      <lud-new-version></lud-new-version>
      <main id="main" tabindex="-1" data-live=${line.value} lang=${language.value}>${now === "away" ? this.#away() : this.#missing ? this.#nothing() : this.#page ?? nothing}</main>
      ${signedIn ? html`<lud-footer .row=${this.#row}></lud-footer>` : nothing}<lud-toasts></lud-toasts>
      ${asked.value ? html`<lud-confirm .question=${asked.value}></lud-confirm>` : nothing}
      ${question.value ? html`<lud-step-up .question=${question.value}></lud-step-up>` : nothing}
      ${now === "ended" ? html`<lud-session-ended></lud-session-ended>` : nothing}
      ${helpOpen.value ? html`<lud-help .enabled=${enabled.value} @close=${() => { helpOpen.value = false; }}></lud-help>` : nothing}`;
  }
}
define("lud-app", LudApp);
