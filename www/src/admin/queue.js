// SPDX-License-Identifier: ISC
// The queue: what waits and what is at work, by kind; the worker processes; and what was given up, to be put back or thrown away.
import { call } from "../api.js";
import { define, html, nothing } from "../element.js";
import { ago, dayClock, number } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { FormElement, panel } from "../settings/form.js";
import { confirm } from "../ui/confirm.js";
import { empty, skeleton } from "../ui/parts.js";
import { errorSheet, explain, wordsOf } from "../ui/say.js";
import { taskName } from "../ui/tasks.js";
import { toast } from "../ui/toast.js";
import { ListElement } from "./list.js";

const EVERY_MS = 5000;
const STATES = ["ready", "later", "held", "leased"];
const nameOf = (job) => [tOr(`jobs.kind.${job.kind}`, job.kind), job.node && tOr(`agent.${job.node}`, job.node), job.task && taskName({ task: job.task })].filter(Boolean).join(" · ");

class LudQueueState extends FormElement {
  static properties = { queue: { state: true }, failed: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.#read();
    this.timer = setInterval(() => { if (!document.hidden) this.#read(); }, EVERY_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  async #read() {
    try { this.queue = await call("GET", "/admin/queue"); this.failed = null; } catch (error) { this.failed = error; }
  }

  #jobs({ jobs }) {
    if (!jobs.length) return html`<p class="muted">${t("jobs.empty")}</p>`;
    return html`<div class="scrollx" tabindex="0" role="group" aria-label=${t("jobs.jobs")}><table class="grid"><thead><tr><th scope="col">${t("th.kind")}</th>${STATES.map((s) => html`<th scope="col" class="num">${t(`jobs.${s}`)}</th>`)}</tr></thead>
      <tbody>${jobs.map((j) => html`<tr><td>${tOr(`jobs.kind.${j.kind}`, j.kind)}</td>${STATES.map((s) => html`<td class="num">${number(j[s])}</td>`)}</tr>`)}</tbody></table></div>`;
  }

  #workers({ workers }) {
    if (!workers.length) return html`<p class="alert">${t("jobs.no_workers")}</p>`;
    return html`<ul class="rows">${workers.map((w) => html`<li class="line"><span><b class="mono">${w.host}:${w.pid}</b></span><span><span class="badge ${w.alive ? "run" : "stop"}">${t(w.alive ? "jobs.alive" : "jobs.gone")}</span></span><span class="muted">${t("jobs.in_hand", { n: w.in_hand })} · ${ago(w.seen_at)}</span></li>`)}</ul>`;
  }

  render() {
    if (this.failed && !this.queue) return errorSheet(this.failed, () => this.#read());
    if (!this.queue) return panel(t("jobs.jobs"), skeleton(3));
    const q = this.queue, alive = q.workers.filter((w) => w.alive).length, one = (name, value, hot = false) => html`<div><dt>${t(`jobs.${name}`)}</dt><dd class=${hot ? "alert" : ""}>${value}</dd></div>`;
    const sum = (state) => q.jobs.reduce((n, j) => n + j[state], 0);
    return html`<dl class="kpis five">${one("ready", number(sum("ready")))}${one("leased", number(sum("leased")))}${one("oldest", q.oldest_ready_at ? ago(q.oldest_ready_at) : "—")}${one("workers", number(alive), !alive)}${one("dead", number(q.dead), q.dead > 0)}</dl>
      ${panel(t("jobs.jobs"), this.#jobs(q))}${panel(t("jobs.workers"), this.#workers(q), alive)}`;
  }
}
define("lud-queue-state", LudQueueState);

class LudQueueDead extends ListElement {
  static properties = { open: { state: true }, detail: { state: true } };
  path = "/admin/queue/dead";

  async #requeue(job) {
    try {
      const { how } = await call("POST", `${this.path}/${job.id}/requeue`, {});
      toast({ title: t(`jobs.did.${how}`), text: nameOf(job) });
    } catch (error) { toast({ title: t("jobs.not_back"), text: error.code === "STATE_CONFLICT" ? error.message : wordsOf(error), hot: true }); }
    await this.read();
  }

  async #drop(job) {
    if (!(await confirm({ title: t("jobs.drop_title"), text: t("jobs.drop_text"), verb: t("jobs.drop"), danger: true }))) return;
    try { await call("DELETE", `${this.path}/${job.id}`); toast({ title: t("jobs.dropped") }); await this.read(); } catch (error) { if (error.code !== "REAUTH_REQUIRED") explain(t("project.not_done"))(error); }
  }

  async #look(job) {
    if (this.open === job.id) { this.open = null; return; }
    this.open = job.id;
    this.detail = null;
    try { this.detail = await call("GET", `${this.path}/${job.id}`); } catch (error) { this.open = null; explain(t("project.not_done"))(error); }
  }

  #row = (job) => html`<tr><td><button class="link" type="button" aria-expanded=${String(this.open === job.id)} @click=${() => this.#look(job)}>${nameOf(job)}</button><small class="muted mono">${t("jobs.number", { n: String(job.id) })}</small></td>
    <td><span class="mono">${job.error_type ?? "—"}</span><small class="muted cut">${job.error ?? ""}</small></td><td class="num">${number(job.attempt + job.retries)}</td><td class="num nowrap">${dayClock(job.died_at)}</td>
    <td class="acts-cell"><button class="link" type="button" @click=${() => this.#requeue(job)}>${t("jobs.requeue")}</button><button class="link" type="button" @click=${() => this.#drop(job)}>${t("jobs.drop")}</button></td></tr>
    ${this.open === job.id ? html`<tr class="subs"><td colspan="5">${this.detail ? this.#detail(this.detail) : skeleton(2)}</td></tr>` : nothing}`;

  #detail = (d) => html`<dl class="facts wide"><dt>${t("nav.projects")}</dt><dd>${d.project_id ? html`<a href=${`/projects/${d.project_id}`}>${d.project_name}</a> ${d.project_status ? t(`status.${d.project_status}`) : nothing}` : "—"}</dd>
    <dt>${t("th.agent")}</dt><dd>${d.agent_id ? html`<a href=${`/projects/${d.project_id}/agents/${d.agent_id}`}>${nameOf({ ...d, kind: "" })}</a> ${d.agent_status ? t(`status.${d.agent_status}`) : nothing}` : "—"}</dd>
    <dt>${t("jobs.worker")}</dt><dd class="mono">${d.worker ?? "—"}</dd></dl><p>${d.error ?? ""}</p><pre class="mono secret">${JSON.stringify({ payload: d.payload, detail: d.detail }, null, 1)}</pre>`;

  render() {
    return panel(t("jobs.letters"), html`<p class="muted">${t("jobs.letters_text")}</p>${this.items?.length === 0 && !this.failed ? empty(t("jobs.no_letters")) : this.table(["step", "error", "tries", "when", ""], this.#row, ["tries", "when"])}`, this.items?.length ?? nothing);
  }
}
define("lud-queue-dead", LudQueueDead);

class LudAdminQueue extends FormElement {
  render() { return html`<lud-queue-state></lud-queue-state><lud-queue-dead></lud-queue-dead>`; }
}
define("lud-admin-queue", LudAdminQueue);
