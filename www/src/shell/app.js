// SPDX-License-Identifier: ISC
// The shell: header, the page that the address asks for, footer; over it toasts, questions and the help sheet. It decides who sees what: without a
// session the sign-in page, with an ended one the page as it was and a question over it.
import { define, effect, html, LudElement, nothing, signal, turn } from "../element.js";
import { language, t } from "../i18n/index.js";
import { enabled, Keys } from "../keys.js";
import { at, find, go, safeNext } from "../router.js";
import { ROUTES } from "../routes.js";
import { ahead, mayGoOn, renew } from "../api.js";
import { begin, line, maintenance, question, state } from "../session.js";
import { asked } from "../ui/confirm.js";
import "../ui/toast.js";
import { explain } from "../ui/say.js";
import "./header.js";
import "./footer.js";
import { shuffleTitle } from "./shuffle.js";
import { ask, kept, newer } from "./version.js";
import { startNotifications } from "../stores/notifications.js";

const DIALOGS_MS = 2000;
const WAKE = ["online", "focus"];
/** Questions, help, banners, and what stands where no page does come when they are wanted. Without a network too: the service worker has them, and where none could be registered they come a little after the page. */
const dialogs = () => { import("./dialogs.js").catch(() => {}); };
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
    setTimeout(() => kept.then((worker) => worker || dialogs()), DIALOGS_MS);
    const again = () => { if (state.value === "away") begin(); };
    for (const name of WAKE) addEventListener(name, again);
    this.#stops = [() => WAKE.forEach((name) => removeEventListener(name, again)), effect(() => { this.#guard(); }), effect(() => { this.#choose(); }), startNotifications()];
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

  /** A page and what it reads: beside the session, not after it. */
  #early({ row, params }) {
    row.load().catch(() => {});
    if (row.ahead) renew().then((goesOn) => { if (goesOn) ahead(["/users/me", ...row.ahead(params)]); }, () => {});
  }

  async #choose() {
    const { path } = at.value, now = state.value;
    const found = find(ROUTES, path);
    if (now === "starting" && found && mayGoOn()) this.#early(found);
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
    await turn(); // the shell is drawn by then
    if (this.#row !== row) return;
    this.#page = Object.assign(document.createElement(row.tag), { params });
    this.requestUpdate();
    await this.updateComplete;
    shuffleTitle(this.#page);
    if (this.arrived) document.getElementById("main")?.focus({ preventScroll: true });
    this.arrived = true;
  }

  render() {
    const now = state.value, signedIn = now === "in" || now === "ended";
    if (asked.value || question.value || maintenance.value || line.value === "away" || now === "ended" || now === "away" || this.#missing || newer.value || helpOpen.value) dialogs();
    return html`<a class="skip" href="#main">${t("skip")}</a><div class="orn" aria-hidden="true"></div>
      <lud-header .row=${this.#row} .bare=${!signedIn}></lud-header>
      ${signedIn ? html`<lud-banner></lud-banner>` : nothing}
      ${newer.value ? html`<lud-new-version></lud-new-version>` : nothing}
      <main id="main" tabindex="-1" data-live=${line.value} lang=${language.value}>${now === "away" ? html`<lud-away></lud-away><p class="plain" role="alert">${t("error.away")} <button type="button" class="btn" @click=${begin}>${t("live.now")}</button></p>` : this.#missing ? html`<lud-no-page></lud-no-page>` : this.#page ?? nothing}</main>
      ${signedIn ? html`<lud-footer .row=${this.#row}></lud-footer>` : nothing}<lud-toasts></lud-toasts>
      ${asked.value ? html`<lud-confirm .question=${asked.value}></lud-confirm>` : nothing}
      ${question.value ? html`<lud-step-up .question=${question.value}></lud-step-up>` : nothing}
      ${now === "ended" ? html`<lud-session-ended></lud-session-ended>` : nothing}
      ${helpOpen.value ? html`<lud-help .enabled=${enabled.value} @close=${() => { helpOpen.value = false; }}></lud-help>` : nothing}`;
  }
}
define("lud-app", LudApp);
