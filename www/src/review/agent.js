// SPDX-License-Identifier: ISC
// <lud-page-agent .params>: one agent: what it is at, what it asks, what it has made in each revision, its conversations, its
// workers, its log.
import "./words.js";
import { all, call } from "../api.js";
import { computed, define, html, LudElement, nothing, signal } from "../element.js";
import { dayClock, duration, number, short, usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { Keys } from "../keys.js";
import "../log/log.js";
import { stateOf } from "../staff/model.js";
import { agentName, since, stateName } from "../staff/names.js";
import { openProject } from "../stores/project.js";
import { errorSheet, explain } from "../ui/say.js";
import { taskName } from "../ui/tasks.js";
import { readAhead } from "../view/files.js";
import "../view/viewer.js";
import css from "./review.css";

const MOST_LINES = 2000;
const badges = { done: "done", run: "run", wait: "wait", fail: "fail", stop: "stop", pend: "pend", skip: "pend" };

define("lud-page-agent", class extends LudElement {
  static css = css;
  static properties = { params: { attribute: false }, agent: { state: true }, outputs: { state: true }, output: { state: true }, chosen: { state: true }, file: { state: true }, error: { state: true }, level: { state: true }, follow: { state: true }, parent: { state: true }, busy: { state: true }, told: { state: true } };

  constructor() {
    super();
    Object.assign(this, { outputs: [], level: "INFO", follow: true });
    this.old = signal([]);
    new Keys(this, () => [{ key: "j", label: t("work.next_step"), hint: true, also: "k", run: () => this.#move(1) }, { key: "k", label: t("work.prev_step"), run: () => this.#move(-1) },
      { key: "o", label: t("work.to_output"), hint: true, run: () => this.querySelector("#output h2")?.focus() }, { key: "f", label: t("logs.follow"), hint: true, run: () => { this.follow = !this.follow; } },
      { key: "t", label: t("work.to_trace"), run: () => this.querySelector("#trace h2")?.focus() },
      { key: "e", label: t("work.errors"), hint: true, run: () => { this.level = this.level === "ERROR" ? "INFO" : "ERROR"; } }]);
  }

  connectedCallback() {
    super.connectedCallback();
    this.store = openProject(this.params.id);
    const id = this.params.agent, store = this.store;
    const mine = computed(() => new Set([id, ...(store.agents.value.find((a) => a.id === id)?.sub_agents ?? []).map((w) => w.id)]));
    this.lines = { agents: store.agents, selected: signal(null), logs: computed(() => { const last = this.old.value.at(-1)?.id ?? 0; return [...this.old.value, ...store.logs.value.filter((l) => l.id > last && mine.value.has(l.agent_id))]; }) };
    import("./trace.js").catch(() => { this.told = true; });
    this.#load();
  }

  disconnectedCallback() { super.disconnectedCallback(); this.store.close(); }

  /** What it asks people, where it may ask. */
  #questions() {
    if (!this.store.project.value?.config.questions) return nothing;
    import("../project/questions.js");
    return html`<lud-questions .store=${this.store} .agent=${this.params.agent}></lud-questions>`;
  }

  /** Rises with each turn that the log tells of. */
  get #turns() { return this.lines.logs.value.filter((l) => l.agent_id === this.params.agent && /^Turn \d/.test(l.message)).length; }

  async #load() {
    const id = this.params.agent;
    try {
      const [[agent, parent], outputs, lines] = await Promise.all([this.#who(id), this.#made(id), all(`/agents/${id}/logs`, MOST_LINES)]);
      Object.assign(this, { agent, parent, outputs });
      this.old.value = lines.toReversed();
    } catch (error) { this.error = error; }
  }

  async #who(id) {
    const agent = await call("GET", `/agents/${id}`);
    return [agent, agent.parent_agent_id ? await call("GET", `/agents/${agent.parent_agent_id}`).catch(() => null) : null];
  }

  /** Its outputs, newest first, of which one is chosen. */
  async #made(id) {
    const outputs = (await all(`/agents/${id}/outputs`)).toSorted((a, b) => b.created_at.localeCompare(a.created_at));
    if (!outputs.some((o) => o.id === this.chosen)) await this.#choose(outputs[0]?.id);
    return outputs;
  }

  /** What the project's events say of this agent; when it has come to its end, what it made is read. */
  #live() {
    const id = this.params.agent, known = this.store.agents.value.flatMap((a) => [a, ...(a.sub_agents ?? [])]).find((a) => a.id === id), now = { ...this.agent, ...known, title: this.agent.title ?? known?.title };
    const mark = `${now.status} ${now.revision ?? ""}`;
    if (this.mark && this.mark !== mark) queueMicrotask(() => this.#load());
    this.mark = mark;
    return now;
  }

  async #choose(id) {
    this.chosen = id;
    this.file = null;
    if (!id) return;
    try {
      const output = await call("GET", `/outputs/${id}`), only = output.files.length === 1 ? output.files[0] : null, ready = await readAhead(output, only);
      if (this.chosen === id) Object.assign(this, { output, ready, file: only?.path ?? null });
    } catch (error) { explain()(error); }
  }

  #move(n) {
    const at = this.outputs.findIndex((o) => o.id === this.chosen), to = this.outputs[Math.max(0, Math.min(this.outputs.length - 1, at + n))];
    if (to) this.#choose(to.id);
  }

  #retry = async () => {
    this.busy = true;
    try { await call("POST", `/agents/${this.params.agent}/retry`, {}); await this.#load(); this.store.reload(); } catch (error) { explain(t("work.retry_failed"))(error); }
    this.busy = false;
  };

  #name(a) { return this.parent ? taskName(a) : agentName(a); }

  #steps() {
    return html`<nav class="side outline" aria-label=${t("work.steps")}><h2 class="sec">${t("work.steps")}</h2>${this.outputs.length ? html`<ul class="menu">${this.outputs.map((o) => html`<li><a href="#output" aria-current=${o.id === this.chosen ? "true" : nothing} @click=${(event) => { event.preventDefault(); this.#choose(o.id); }}>
      <span>${t(`work.stage.${o.stage}`)} r${o.revision}</span> <span class="chk">${dayClock(o.created_at).split(" ").at(-1)}</span></a></li>`)}</ul>` : html`<p class="muted">${t("work.no_output")}</p>`}</nav>`;
  }

  #output() {
    const o = this.output;
    if (!o || o.id !== this.chosen) return nothing;
    const file = o.files.find((f) => f.path === this.file) ?? null;
    return html`<section class="panel" id="output"><header><h2 tabindex="-1">${t(`work.stage.${o.stage}`)} r${o.revision}</h2><div class="r">${dayClock(o.created_at)}</div></header>${o.content.summary ? html`<p class="doc lead">${o.content.summary}</p>` : nothing}
      ${o.files.length ? html`<div class="diffhead"><label class="pick"><span class="sr">${t("part.files")}</span><select @change=${(event) => { this.file = event.target.value || null; }}><option value="">${t("work.document")}</option>${o.files.map((f) => html`<option value=${f.path} ?selected=${f === file}>${f.path}</option>`)}</select></label></div>` : nothing}
      ${file ? html`<lud-viewer .project=${o.project_id} .file=${file} .ready=${this.ready}></lud-viewer>` : html`<div class="doc"><lud-json .value=${o.content.document ?? o.content}></lud-json></div>`}</section>`;
  }

  #facts(a) {
    const tokens = (a.tokens?.input ?? 0) + (a.tokens?.output ?? 0), one = (key, value) => html`<dt>${t(`work.${key}`)}</dt><dd>${value}</dd>`;
    const took = a.started_at ? (a.completed_at ? (Date.parse(a.completed_at) - Date.parse(a.started_at)) / 1000 : since(a.started_at)) : null;
    return html`<section class="panel"><header><h2>${t("work.now")}</h2><div class="r">${a.progress} %</div></header><div class="body"><progress value=${a.progress} max="100" aria-label=${t("graph.col.progress")}></progress>
      ${a.current_task ? html`<p class="muted">${a.current_task}</p>` : nothing}<dl class="facts">${one("revision", `r${a.revision ?? 1}`)}${one("attempt", number(a.attempt ?? 0))}${one("started", a.started_at ? dayClock(a.started_at) : "—")}${one("took", took === null ? "—" : duration(took))}
      ${one("tokens", tokens ? short(tokens).join(" ") : "—")}${one("cost", a.cost ? usd(a.cost) : "—")}${a.retry_at ? one("retry_at", dayClock(a.retry_at)) : nothing}</dl></div></section>`;
  }

  #failed(a) {
    if (a.status !== "failed") return nothing;
    const can = this.store.project.value?.status === "failed" && ["owner", "editor"].includes(this.store.project.value?.role);
    return html`<section class="panel hot"><header><h2>${t("work.failed")}</h2></header><div class="body"><p class="ttl alert">${a.error ?? t("state.fail")}</p><p class="muted">${t("error.safe")}</p>
      ${can ? html`<p class="row"><button class="btn sm ${this.busy ? "busy" : ""}" type="button" ?disabled=${this.busy} @click=${this.#retry}>${t("again")}</button></p>` : nothing}<p class="mono muted tiny">${a.error_type ?? ""}</p></div></section>`;
  }

  #workers(a) {
    const list = a.sub_agents ?? [];
    return list.length ? html`<section class="panel"><header><h2>${t("work.workers")}</h2><div class="r">${list.filter((w) => w.status === "completed").length} / ${list.length}</div></header><div class="body"><ul class="rows">${list.map((w) => html`<li class="agent ${stateOf(w.status)}"><i></i>
      <a class="nm" href="/projects/${this.params.id}/agents/${w.id}">${taskName(w)}</a><span class="pc">${w.status === "running" ? `${w.progress} %` : stateName(stateOf(w.status))}</span></li>`)}</ul></div></section>` : nothing;
  }

  render() {
    if (!this.agent || !(this.store.project.value || this.store.error.value)) return html`<div class="page one"><div class="head"><h1>${t("nav.projects")}</h1></div>${this.error ? errorSheet(this.error, () => { this.error = null; this.#load(); }) : html`<div class="skel" aria-busy="true"><i class="w60"></i><i></i><i class="blk"></i></div>`}</div>`;
    const a = this.#live(), state = stateOf(a.status), said = stateName(state), name = this.#name(a);
    document.title = `${name} · ${this.store.project.value?.name ?? ""} · Ludwright`;
    return html`<div class="page review"><div class="head"><p class="crumb"><a href="/projects/${this.params.id}">${this.store.project.value?.name ?? ""}</a>${this.parent ? html`<a href="/projects/${this.params.id}/agents/${this.parent.id}"><span>${agentName(this.parent)}</span></a>` : nothing}</p>
      <h1>${name}</h1><span class="badge ${badges[state]}">${said[0].toUpperCase() + said.slice(1)}</span></div>${this.#steps()}
      <div class="mainc">${this.#failed(a)}${this.#questions()}${this.#output()}<lud-failures .agent=${a.id} .version=${a.status}></lud-failures><lud-trace .agent=${a.id} .version=${`${a.status} ${this.#turns}`} @lud-came=${() => { this.told = true; }}></lud-trace><section class="panel" ?hidden=${!this.told}><header><h2>${t("logs.label")}</h2></header><lud-log tall tools .store=${this.lines} .level=${this.level} .follow=${this.follow} @lud-follow=${(event) => { this.follow = event.detail; }}></lud-log></section></div>
      <aside class="rail" aria-label=${t("work.now")}>${this.#facts(a)}${this.#workers(a)}</aside></div>`;
  }
});
