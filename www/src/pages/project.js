// SPDX-License-Identifier: ISC
// One project: its head with what can be done to it, its places (overview, agents, approvals, outputs, files, logs, config), and at the right what needs
// a person. The places are src/project/*.js; what they show is one store.
import { define, html, LudElement, nothing } from "../element.js";
import { number } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { Keys } from "../keys.js";
import { go } from "../router.js";
import { act, canDo, runAgain } from "../project/actions.js";
import { factsOf } from "../project/facts.js";
import { overview } from "../project/overview.js";
import { rail } from "../project/rail.js";
import { footNote } from "../shell/footer.js";
import { openProject } from "../stores/project.js";
import { badge, skeleton, statusOf } from "../ui/parts.js";
import { errorSheet } from "../ui/say.js";

const PLACES = ["agents", "approvals", "outputs", "files", "figures", "logs", "people", "config"];
const LATER = { "LUD-TIMELINE": () => import("../timeline.js"), "LUD-LOG": () => import("../log.js") };

class LudPageProject extends LudElement {
  static keep = ["id"]; // another place of the same project is the same element
  static properties = { params: { attribute: false }, now: { state: true }, view: { state: true }, follow: { state: true }, level: { state: true }, menu: { state: true }, places: { state: true }, came: { state: true } };

  constructor() {
    super();
    this.view = "staff";
    this.follow = true;
    this.level = "DEBUG";
    this.came = new Set(); // what has been drawn whole: "top", "staff". What stands below waits for it, so that nothing is pushed down
    this.addEventListener("lud-came", (event) => this.#come(/** @type {CustomEvent} */ (event).detail));
    new Keys(this, () => this.#keys());
  }

  connectedCallback() {
    super.connectedCallback();
    this.store = openProject(this.params.id);
    this.now = Date.now();
    this.timer = setInterval(() => { this.now = Date.now(); }, 1000);
    import("../staff.js").catch(() => this.#come("staff"));
    this.sight = new IntersectionObserver((list) => { for (const { target, isIntersecting } of list) if (isIntersecting) { this.sight.unobserve(target); LATER[target.tagName]().catch(() => {}); } }, { rootMargin: "160px" });
  }

  #come(name) { if (!this.came.has(name)) this.came = new Set(this.came).add(name); }

  /** The places but the overview come when one is opened. */
  #place(name) {
    if (!PLACES.includes(name)) return null;
    if (!this.places) import("../project/places.js").then((places) => { this.places = places; }, () => {});
    return this.places?.[`${name}Place`] ?? (() => skeleton(4));
  }

  /** Timeline and log come when they are in sight, or nearly. On a phone the places are a strip that scrolls: the one that is open is brought into sight. */
  updated() {
    this.querySelectorAll("lud-timeline:not(:defined), lud-log:not(:defined)").forEach((part) => this.sight.observe(part));
    const now = this.querySelector(".side a[aria-current]");
    const at = this.shown;
    this.shown = now?.href;
    if (at === this.shown || (!at && !this.params.view)) return; // the first of them is in sight as it comes: nothing is measured
    now?.closest(".side").scrollTo?.({ left: now.offsetLeft - innerWidth / 2 + now.offsetWidth / 2 });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.store.close();
    clearInterval(this.timer);
    this.sight.disconnect();
    footNote.value = "";
  }

  /** The oldest review that is open here, or undefined. */
  get pending() { return this.store.checkpoints.value.filter((c) => c.status === "pending").at(-1); }

  #keys() {
    const { project } = this.store, p = project.value;
    if (!p) return [];
    const place = (name) => go(`/projects/${p.id}${name}`), c = this.pending;
    const focus = (selector) => this.querySelector(selector)?.focus();
    return [
      c && { key: "enter", label: t("project.open_review"), hint: true, run: () => place(`/checkpoints/${c.id}`) },
      canDo(p, "pause") && { key: "p", label: t("project.pause"), hint: true, run: () => act(this.store, "pause") },
      canDo(p, "resume") && { key: "p", label: t("project.resume"), hint: true, run: () => act(this.store, "resume") },
      !this.params.view && { key: "g", label: t("project.graph"), hint: true, run: () => focus("lud-staff a, lud-staff [tabindex]") },
      !this.params.view && { key: "l", label: t("project.log"), hint: true, run: () => LATER["LUD-LOG"]().then(() => this.querySelector("lud-log")?.updateComplete).then(() => focus("lud-log [tabindex], lud-log [role=log]")) },
      { key: "j", also: "k", label: t("project.next_agent"), hint: true, run: () => this.#step(1) }, { key: "k", label: t("project.last_agent"), run: () => this.#step(-1) },
      { key: "o", label: t("project.outputs"), run: () => place("/outputs") }, { key: "f", label: t("project.files"), run: () => place("/files") },
    ].filter(Boolean);
  }

  /** Selects the next agent; the graph, the timeline and the log follow. */
  #step(by) {
    const ids = this.store.agents.value.map((a) => a.id), at = ids.indexOf(this.store.selected.value);
    this.store.selected.value = ids.at((at < 0 ? (by > 0 ? 0 : -1) : at + by) % ids.length) ?? null;
  }

  #menu(p) {
    const base = `/projects/${p.id}`, agents = this.store.agents.value, waiting = this.store.checkpoints.value.filter((c) => c.status === "pending").length;
    const row = (name, count, hot) => html`<li><a href=${name ? `${base}/${name}` : base} aria-current=${(this.params.view ?? "") === name ? "page" : nothing}>${t(`project.${name || "overview"}`)}${
      count ? html` <span class="n ${hot ? "hot" : ""}">${number(count)}</span>` : nothing}</a></li>`;
    return html`<nav class="side" aria-label=${t("project.places")}><ul class="menu">${row("")}${row("agents", agents.length + agents.reduce((n, a) => n + a.sub_agents.length, 0))}${row("approvals", waiting, true)}${row("outputs", this.store.outputs.value.length)}
      ${row("files")}${row("figures")}${row("logs")}${row("people")}${row("config")}</ul>${this.params.view ? nothing : html`<h2 class="sec">${t("project.run")}</h2>${factsOf(this.store)}`}</nav>`;
  }

  #actions(p) {
    const button = (verb, key, cls = "") => (canDo(p, verb) ? html`<button class="btn ${cls}" type="button" aria-keyshortcuts=${key ?? nothing} @click=${() => act(this.store, verb)}>${t(`project.${verb}`)}${key ? html`<kbd>${key.toUpperCase()}</kbd>` : nothing}</button>` : nothing);
    return html`<div class="acts">${canDo(p, "start") ? html`<button class="btn solid" type="button" @click=${() => runAgain(this.store)}>${t(p.status === "draft" ? "project.start" : p.status === "failed" ? "project.go_on" : "project.again")}</button>` : nothing}
      ${button("resume", "p", "solid")}${button("pause", "p")}${button("cancel", null, "ghost danger")}</div>`;
  }

  render() {
    const { project, error, seq } = this.store, p = project.value;
    if (error.value && !p) return html`<div class="page one">${errorSheet(error.value)}</div>`;
    if (!p) return html`<div class="page sided project"><div class="head"><p class="crumb"><a href="/projects">${t("nav.projects")}</a></p><h1>…</h1></div><nav class="side"></nav><div class="mainc">${skeleton(3)}${skeleton(4, true)}</div></div>`;
    document.title = `${p.name} · Ludwright`;
    footNote.value = t("project.events", { n: seq.value });
    const place = this.#place(this.params.view);
    return html`<div class="page project ${place ? "sided" : ""}"><div class="head"><p class="crumb"><a href="/projects">${t("nav.projects")}</a><span class="mono">${p.id.slice(0, 11)}</span></p><h1>${p.name}</h1>${badge(statusOf(p))}
      <p class="sub">${t(`scope.${p.concept.scope}`)} · ${t(`platform.${p.concept.platform}`)}${p.status_reason ? ` · ${t(`reason.${p.status_reason}`)}` : nothing}</p>${this.#actions(p)}</div>
      ${this.#menu(p)}<div class="mainc">${place ? place(this) : overview(this)}</div>${place ? nothing : rail(this)}</div>`;
  }
}
define("lud-page-project", LudPageProject);
