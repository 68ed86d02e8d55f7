// SPDX-License-Identifier: ISC
// All projects: filter, rows or cards, one's own and those shared with one. Invitations to projects stand on top.
import { all, call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { ago } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { Keys } from "../keys.js";
import { at, go } from "../router.js";
import { liveLine } from "../session.js";
import { badge, empty, skeleton, statusOf } from "../ui/parts.js";
import { phaseBars, roughPhases } from "../ui/phases.js";
import { errorSheet, explain } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import "../ui/picture.js";
import css from "./projects.css";

const FILTERS = ["", "waiting", "running", "paused", "completed", "failed", "cancelled", "draft", "archived"];
const FOLLOWED = 20;

class LudPageProjects extends LudElement {
  static css = css;
  static properties = { projects: { state: true }, invitations: { state: true }, error: { state: true }, text: { state: true }, cards: { state: true }, busy: { state: true } };
  #follows = [];

  constructor() {
    super();
    this.text = "";
    this.cards = localStorage.getItem("lud-cards") === "on";
    new Keys(this, () => [{ key: "/", label: t("projects.search"), hint: true, run: () => this.querySelector("#find").focus() }, { key: "n", label: t("project.new"), hint: true, run: () => go("/projects/new") },
      { key: "j", also: "k", label: t("projects.move"), hint: true, run: () => this.#move(1) }, { key: "k", label: t("projects.move_up"), run: () => this.#move(-1) }]);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#follows.forEach((follow) => follow.stop());
    clearTimeout(this.timer);
  }

  get filter() { return at.value.query.get("show") ?? ""; }

  async #read() {
    try {
      const archived = this.filter === "archived";
      const [projects, invitations] = await Promise.all([all(`/projects?archived=${archived}`), call("GET", "/users/me/invitations?limit=20")]);
      this.shown = archived;
      this.projects = projects;
      this.invitations = invitations.items;
      this.error = null;
      this.#follow();
    } catch (error) { this.error = error; }
  }

  #follow() {
    this.#follows.forEach((follow) => follow.stop());
    const soon = () => { this.timer ??= setTimeout(() => { this.timer = null; this.#read(); }, 1000); };
    this.#follows = this.projects.filter((p) => p.status === "running").slice(0, FOLLOWED).map((p) => liveLine().follow(p.id, { logs: false, message: ({ event }) => { if (event !== "agent:progress") soon(); }, reload: soon }));
  }

  updated() {
    if (this.projects && this.shown !== (this.filter === "archived")) this.#read();
  }

  #list() {
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean), filter = this.filter;
    const fits = (p) => !filter || filter === "archived" || (filter === "waiting" ? p.pending_checkpoints > 0 : p.status === filter);
    return this.projects.filter((p) => fits(p) && words.every((w) => `${p.name} ${p.description ?? ""}`.toLowerCase().includes(w)));
  }

  #move(by) {
    const links = [...this.querySelectorAll(".found a.go")], now = links.indexOf(document.activeElement);
    links.at(now < 0 ? (by > 0 ? 0 : -1) : (now + by + links.length) % links.length)?.focus();
  }

  async #join(invitation) {
    this.busy = true;
    try {
      await call("POST", `/projects/${invitation.project_id}/members/accept`, {});
      toast({ title: t("projects.joined"), text: invitation.project_name, action: { label: t("open"), href: `/projects/${invitation.project_id}` } });
      await this.#read();
    } catch (error) { explain(t("project.not_done"))(error); }
    this.busy = false;
  }

  #cards = (on) => { this.cards = on; localStorage.setItem("lud-cards", on ? "on" : "off"); };

  #filters() {
    const count = (f) => (f === "waiting" ? this.projects?.filter((p) => p.pending_checkpoints > 0).length : f && f !== "archived" ? this.projects?.filter((p) => p.status === f).length : null);
    const shown = FILTERS.filter((f) => !f || f === "archived" || f === this.filter || count(f));
    return html`<div class="filter"><nav class="seg" aria-label=${t("projects.filter")}>${shown.map((f) => html`<a href=${f ? `/projects?show=${f}` : "/projects"} aria-current=${this.filter === f ? "true" : nothing}>${t(`projects.show.${f || "all"}`)}${count(f) ? html` <small>${count(f)}</small>` : nothing}</a>`)}</nav>
      <input class="in" id="find" type="search" autocomplete="off" placeholder=${t("projects.search")} aria-label=${t("projects.search")} .value=${this.text} @input=${(event) => { this.text = event.target.value; }}><span class="grow"></span>
      <span class="seg" role="group" aria-label=${t("project.view")}><button type="button" aria-pressed=${String(!this.cards)} @click=${() => this.#cards(false)}>${t("projects.rows")}</button><button type="button" aria-pressed=${String(this.cards)} @click=${() => this.#cards(true)}>${t("projects.cards")}</button></span></div>`;
  }

  #row = (p) => html`<li><a class="go" href=${`/projects/${p.id}`}><lud-cover .project=${p}></lud-cover><span class="what"><b>${p.name}</b>${badge(statusOf(p))}</span>
    ${phaseBars(roughPhases(p))}<span class="pc">${p.progress} %</span><time class="muted">${ago(p.updated_at)}</time></a></li>`;

  #found() {
    if (!this.projects) return html`<section class="panel"><div class="body">${skeleton(4, true)}</div></section>`;
    const list = this.#list();
    if (!this.projects.length && !this.filter) return html`<section class="panel"><div class="body">${empty(t("projects.none"), t("projects.none_text"), html`<p><a class="btn solid" href="/projects/new">${t("project.new")}<kbd>N</kbd></a></p>`)}</div></section>`;
    if (!list.length) return html`<section class="panel"><div class="body">${empty(t("projects.no_match"), null, html`<p><a class="btn sm" href="/projects" @click=${() => { this.text = ""; }}>${t("projects.show_all")}</a></p>`)}</div></section>`;
    return this.cards ? html`<ul class="cards found">${list.map(this.#row)}</ul>` : html`<section class="panel"><div class="body"><ul class="rows list found">${list.map(this.#row)}</ul></div></section>`;
  }

  render() {
    document.title = `${t("nav.projects")} · Ludwright`;
    return html`<div class="page one"><div class="head"><h1>${t("nav.projects")}</h1><div class="acts"><a class="btn solid" href="/projects/new" aria-keyshortcuts="n">${t("project.new")}<kbd>N</kbd></a></div></div>
      <div class="mainc">${(this.invitations ?? []).map((i) => html`<section class="panel hot"><header><h2>${t("projects.invited")}</h2></header><div class="body line"><p><b>${i.project_name}</b> <span class="muted">${t(`role.${i.role}`)}</span></p><button class="btn sm solid" type="button" ?disabled=${this.busy} @click=${() => this.#join(i)}>${t("projects.join")}</button></div></section>`)}
      ${this.error && !this.projects ? errorSheet(this.error, () => this.#read()) : html`${this.#filters()}${this.#found()}`}</div></div>`;
  }
}
define("lud-page-projects", LudPageProjects);
