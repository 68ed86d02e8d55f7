// SPDX-License-Identifier: ISC
// The dashboard: what waits for the reader first, then what is at work and what has happened.
import { define, frame, html, LudElement, nothing } from "../element.js";
import { clock, day, number, usd } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { Keys } from "../keys.js";
import { go } from "../router.js";
import { readWaiting, waiting, waitingError, waitingLoaded } from "../stores/approvals.js";
import { hrefOf, notifications, readOne } from "../stores/notifications.js";
import { Overview } from "../stores/overview.js";
import { agentRow, badge, empty, skeleton, statusOf, waited } from "../ui/parts.js";
import { phaseBars, phasesOf, roughPhases } from "../ui/phases.js";
import { errorSheet, wordsOf } from "../ui/say.js";
import "../ui/picture.js";
import css from "./dashboard.css";

const reviewHref = (c) => `/projects/${c.project_id}/checkpoints/${c.id}`;

class LudPageDashboard extends LudElement {
  static css = css;
  static properties = { now: { state: true }, stage: { state: true } };

  constructor() {
    super();
    new Keys(this, () => [
      ...waiting.value.slice(0, 9).map((c, i) => ({ key: String(i + 1), label: t("dashboard.open_nth", { n: i + 1 }), hint: i === 0, run: () => go(reviewHref(c)) })),
      { key: "n", label: t("project.new"), hint: true, run: () => go("/projects/new") },
      { key: "g p", label: t("nav.projects"), hint: true, run: () => go("/projects") },
    ]);
  }

  connectedCallback() {
    super.connectedCallback();
    this.store = new Overview();
    this.stage = 0;
    this.now = Date.now();
    this.timer = setInterval(() => { this.now = Date.now(); }, 15000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.store.close();
    clearInterval(this.timer);
  }

  /** What waits is drawn first, then the projects, then what stands beside them: no task is long. */
  async updated() {
    if (this.stage > 1 || !this.#known) return;
    await frame();
    this.stage++;
  }

  #working() {
    const details = this.store.details.value;
    return (this.store.projects.value ?? []).filter((p) => details[p.id]).map((project) => ({ project, agents: details[project.id].agents.filter((a) => a.status === "running" || a.retry_at), detail: details[project.id] }));
  }

  #kpis() {
    const projects = this.store.projects.value ?? [], count = (status) => projects.filter((p) => p.status === status).length;
    const agents = this.#working().reduce((sum, w) => sum + w.agents.length, 0);
    const cell = (name, value, hot = false) => html`<div><dt>${t(`dashboard.kpi.${name}`)}</dt><dd class=${hot ? "alert" : ""}>${value}</dd></div>`;
    return html`<dl class="kpis five">${cell("waiting", number(waiting.value.length), waiting.value.length > 0)}${cell("running", number(count("running") + count("paused")))}${cell("agents", number(agents))}
      ${cell("done", number(count("completed")))}${cell("spent", this.store.spent.value === null ? "—" : usd(this.store.spent.value))}</dl>`;
  }

  /** Both lists are asked for side by side and shown together: neither pushes the other down. */
  get #known() { return (waitingLoaded.value || waitingError.value) && this.store.projects.value !== null; }

  #waiting() {
    const list = this.#known ? waiting.value : [];
    const body = !this.#known ? skeleton(4, true) : waitingError.value ? html`<p class="err">${wordsOf(waitingError.value)}</p><p class="row"><button class="btn sm" type="button" @click=${readWaiting}>${t("again")}</button></p>` : !list.length ? html`<div class="calm"><i></i><p>${t("dashboard.nothing")}</p><p class="muted">${t("dashboard.working", { n: this.#working().reduce((sum, w) => sum + w.agents.length, 0) })}</p></div>`
      : html`<ol class="wait-list">${list.map((c, i) => html`<li><a href=${reviewHref(c)}><lud-cover .project=${{ id: c.project_id, status: "waiting", current_phase: c.type === "concept_review" ? 1 : 2 }}></lud-cover>
        <span class="what"><b>${tOr(`checkpoint.${c.type}`, c.title)} <small>r${c.revision}</small></b><span>${c.project_name}</span><span class="muted sum">${c.output.summary}</span></span>
        <span class="when"><b>${waited(c.created_at, this.now)}</b>${i < 9 ? html`<kbd>${i + 1}</kbd>` : nothing}</span></a></li>`)}</ol>`;
    return html`<section class="panel ${list.length ? "hot" : ""}"><header><h2>${t("dashboard.waiting")}</h2><div class="r">${list.length || nothing}</div></header><div class="body">${body}</div></section>`;
  }

  #projects() {
    const projects = this.store.projects.value;
    const shown = [...projects.filter((p) => p.status === "running" || p.status === "paused"), ...projects.filter((p) => p.status !== "running" && p.status !== "paused")].slice(0, 6);
    const body = shown.length ? html`<ul class="rows projects">${shown.map((p) => html`<li><a class="go" href=${`/projects/${p.id}`}><lud-cover .project=${p}></lud-cover>
        <span class="what"><b>${p.name}</b>${badge(statusOf(p))}</span>${phaseBars(this.store.details.value[p.id] ? phasesOf(this.store.details.value[p.id].nodes) : roughPhases(p))}<span class="pc">${p.progress} %</span></a></li>`)}</ul>`
      : empty(t("projects.none"), t("projects.none_text"), html`<p><a class="btn solid" href="/projects/new">${t("project.new")}<kbd>N</kbd></a></p>`);
    return html`<section class="panel"><header><h2>${t("dashboard.projects")}</h2><div class="r"><a href="/projects">${t("dashboard.all")}</a></div></header><div class="body">${body}</div></section>`;
  }

  #agents() {
    const working = this.#working().filter((w) => w.agents.length);
    return html`<section class="panel"><header><h2>${t("dashboard.agents")}</h2><div class="r">${working.reduce((sum, w) => sum + w.agents.length, 0)}</div></header><div class="body">
      ${working.length ? working.map((w) => html`<h3 class="sec">${w.project.name}</h3><ul class="rows gap">${w.agents.map((a) => [agentRow(a, { href: `/projects/${w.project.id}/agents/${a.id}` }),
        ...a.sub_agents.filter((s) => s.status === "running").slice(0, 3).map((s) => agentRow(s, { sub: true }))])}</ul>`) : html`<p class="muted">${t("dashboard.no_agents")}</p>`}</div></section>`;
  }

  /** Notifications by the hour in which they came. */
  #activity() {
    const groups = Map.groupBy?.(notifications.value.slice(0, 14), (n) => n.created_at.slice(0, 13)) ?? new Map([["", notifications.value.slice(0, 14)]]);
    const names = Object.fromEntries((this.store.projects.value ?? []).map((p) => [p.id, p.name]));
    const heading = (hour) => (hour ? `${day(`${hour}:00:00Z`)} ${clock(`${hour}:00:00Z`)}` : "");
    return html`<section class="panel"><header><h2>${t("dashboard.activity")}</h2></header><div class="body">${notifications.value.length ? [...groups].map(([hour, list]) => html`<h3 class="sec">${heading(hour)}</h3><ul class="activity">${list.map((n) => html`<li><time>${clock(n.created_at)}</time>
      <a href=${hrefOf(n)} @click=${() => readOne(n)}>${n.kind === "checkpoint:created" ? t("dashboard.ready", { name: tOr(`checkpoint.${n.data.type}`, n.data.title) }) : tOr(`note.${n.kind}`, n.kind)}</a><span class="muted">${names[n.project_id] ?? n.data.name ?? ""}</span></li>`)}</ul>`)
      : html`<p class="muted">${t("notes.none")}</p>`}</div></section>`;
  }

  render() {
    document.title = `${t("nav.dashboard")} · Ludwright`;
    if (this.store.error.value && !this.store.projects.value) return html`<div class="page one"><div class="head"><h1>${t("nav.dashboard")}</h1></div>${errorSheet(this.store.error.value, () => this.store.read())}</div>`;
    return html`<div class="page two"><div class="head"><h1>${t("nav.dashboard")}</h1><div class="acts"><a class="btn solid" href="/projects/new" aria-keyshortcuts="n">${t("project.new")}<kbd>N</kbd></a></div></div>
      <div class="mainc">${this.#kpis()}${this.#waiting()}${this.#known && this.stage > 0 ? this.#projects() : nothing}</div><aside class="rail" aria-label=${t("dashboard.aside")}>${this.#known && this.stage > 1 ? [this.#agents(), this.#activity()] : nothing}</aside></div>`;
  }
}
define("lud-page-dashboard", LudPageDashboard);
