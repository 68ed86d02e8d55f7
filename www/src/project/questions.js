// SPDX-License-Identifier: ISC
// <lud-questions .store .agent>: what agents ask people, to be answered here: of the whole project what is open, or of one agent (its id) what it has asked
// and was told too. Loaded where a project lets its agents ask.
import { all, call } from "../api.js";
import { define, effect, html, nothing } from "../element.js";
import { ago } from "../i18n/format.js";
import { addWords, t } from "../i18n/index.js";
import { listen } from "../session.js";
import { FormElement } from "../settings/form.js";
import { agentName } from "../ui/parts.js";
import { toast } from "../ui/toast.js";
import { mayEdit } from "./actions.js";

await addWords(() => import("../i18n/en/questions.json"), () => import("../i18n/ja/questions.json"));

const TASK = 200; // characters of a question that stand as its agent's task

class LudQuestion extends FormElement {
  static properties = { asked: { attribute: false }, store: { attribute: false }, choice: { state: true } };

  #send = this.send(async ({ answer, option }, form) => {
    const { id, project_id: project } = this.asked;
    try {
      await call("POST", `/projects/${project}/questions/${id}/answer`, { answer: answer?.trim() || option });
      form.reset();
    } catch (error) { if (error.status !== 409) throw error; toast({ title: t("question.late") }); }
    this.tell("lud-answered");
  }, t("question.answered"));

  #form({ id, options }) {
    return html`<form @submit=${this.#send}>${options.length ? html`<fieldset class="opts"><legend class="sr">${t("question.options")}</legend>${options.map((one) => html`<label class="opt"><i></i><input type="radio" name="option" value=${one} @change=${() => { this.choice = one; }}><span><b>${one}</b></span></label>`)}</fieldset>` : nothing}
      <label class="fld"><span>${t(options.length ? "question.other" : "question.answer")}</span><textarea name="answer" rows="2" maxlength="2000" ?required=${!options.length || !this.choice} id=${id}></textarea></label>${this.end(t("question.send"))}</form>`;
  }

  render() {
    const { asked: q, store } = this, project = store.project.value;
    const agent = store.agents.value.flatMap((a) => [a, ...a.sub_agents]).find((a) => a.id === q.agent_id), name = agent && !agent.task ? agentName(agent) : agentName({ type: q.agent_type });
    return html`<section class="panel hot"><header><h2>${t("question.title", { name })}</h2><div class="r">${ago(q.created_at)}</div></header><div class="body card-ck"><p class="ttl prose">${q.question}</p>
      ${project && mayEdit(project) ? this.#form(q) : html`<p class="muted">${t("question.read_only")}</p>`}<p class="muted tiny">${t("question.waits")}</p></div></section>`;
  }
}
define("lud-question", LudQuestion);

class LudQuestions extends FormElement {
  static properties = { store: { attribute: false }, agent: {}, items: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.#begin();
  }

  firstUpdated() { this.#begin(); } // what it was given before it was defined is there by now

  #begin() {
    let seen = null;
    this.stops = [listen(({ event }) => { if (event === "notification:created") this.#read(); }),
      effect(() => { const line = this.store.logs.value.findLast((l) => l.metadata?.question_id)?.id ?? null; if (line !== seen) { seen = line; this.#read(); } }),
      effect(() => { if (this.#stale()) this.#read(); })];
    this.#read();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stops?.forEach((stop) => stop());
  }

  /** An agent that is at something else has got its answer, from whoever gave it. */
  #stale() {
    const agents = this.store.agents.value.flatMap((a) => [a, ...a.sub_agents]), doing = new Map(agents.map((a) => [a.id, a.current_task]));
    return (this.items ?? []).some((q) => q.answer === null && doing.get(q.agent_id) && doing.get(q.agent_id) !== q.question.slice(0, TASK) && !this.told?.has(q.id) && (this.told = new Set(this.told).add(q.id)));
  }

  async #read() {
    try {
      const list = await all(`/projects/${this.store.id}/questions${this.agent ? "" : "?open=true"}`, 200);
      this.items = list.filter((q) => !this.agent || q.agent_id === this.agent);
    } catch { /* what is shown stays */ }
  }

  render() {
    const open = (this.items ?? []).filter((q) => q.answer === null), done = (this.items ?? []).filter((q) => q.answer !== null);
    return html`${open.map((q) => html`<lud-question .asked=${q} .store=${this.store} @lud-answered=${() => this.#read()}></lud-question>`)}
      ${this.agent && done.length ? html`<section class="panel"><header><h2>${t("question.asked")}</h2><div class="r">${done.length}</div></header><div class="body"><dl class="asked">${done.map((q) => html`<dt>${q.question}</dt><dd>${q.answer} <small class="muted">${ago(q.answered_at)}</small></dd>`)}</dl></div></section>` : nothing}`;
  }
}
define("lud-questions", LudQuestions);
