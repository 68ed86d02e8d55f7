// SPDX-License-Identifier: ISC
// A new project in three steps on one page: what the game is, its scope, who is asked and what it may cost. At the right: what will happen. What is
// written is kept in this browser until the project is made.
import { call } from "../api.js";
import { define, effect, html, LudElement, nothing } from "../element.js";
import { duration, number, usd } from "../i18n/format.js";
import { language, t } from "../i18n/index.js";
import { moreWords } from "../i18n/more.js";
import { Keys } from "../keys.js";
import { go } from "../router.js";
import { chosenModels, modelFields } from "../project/models.js";
import { maintenance, user } from "../session.js";
import { wordsOf } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import css from "./new.css";

const LEAST = 50, MOST = 20000;
const GATES = ["checkpoint_concept", "checkpoint_design", "checkpoint_code", "checkpoint_final"];
const SCOPES = ["mvp", "small", "full"];
const blank = () => ({ name: "", concept: "", scope: "mvp", gates: [...GATES], language: language.peek(), budget: "", hours: "", seed: "", provider: "", models: {}, questions: false });

/** Characters as the server counts them. */
export const lengthOf = (text) => [...text.trim()].length;

await moreWords;

class LudPageNew extends LudElement {
  static css = css;
  static properties = { draft: { state: true }, kept: { state: true }, errors: { state: true }, error: { state: true }, busy: { state: true }, estimate: { state: true }, tried: { state: true } };

  constructor() {
    super();
    this.errors = {};
    new Keys(this, () => [{ key: "ctrl+enter", label: t("new.start"), hint: true, run: () => this.#make(true) }]);
  }

  get #key() { return `lud-draft-${user.value.id}`; }

  connectedCallback() {
    super.connectedCallback();
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.#key)); } catch { /* a blank one */ }
    this.draft = { ...blank(), ...kept };
    this.kept = kept ? "again" : null;
    this.stop = effect(() => { if (!maintenance.value) this.#estimate(); }); // it is a POST: refused meanwhile, asked again afterwards
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
    clearTimeout(this.timer);
    if (this.changed) this.#keep();
  }

  /** What such a project will take, from past runs of this installation; asked again when scope or provider change. */
  async #estimate() {
    const { scope, provider } = this.draft, key = this.asked = `${scope} ${provider}`;
    try {
      const estimate = await call("POST", "/projects/estimate", { concept: { scope }, config: provider ? { provider } : {} });
      if (this.asked === key) this.estimate = estimate;
    } catch { if (this.asked === key) this.estimate = { from_runs: 0 }; }
  }

  #set(change) {
    this.draft = { ...this.draft, ...change };
    this.changed = true;
    if (("scope" in change || "provider" in change) && !maintenance.peek()) this.#estimate();
    for (const name of Object.keys(change)) delete this.errors[name];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#keep(), 800);
  }

  #keep() {
    localStorage.setItem(this.#key, JSON.stringify(this.draft));
    this.changed = false;
    this.kept = "now";
  }

  #throw = () => {
    localStorage.removeItem(this.#key);
    this.changed = false;
    this.draft = blank();
    this.kept = null;
    this.errors = {};
  };

  #wrong() {
    const d = this.draft, errors = {};
    if (!d.name.trim()) errors.name = t("new.need_name");
    if (lengthOf(d.concept) < LEAST) errors.concept = t("new.need_concept", { n: LEAST - lengthOf(d.concept) });
    if (d.budget !== "" && !(Number(d.budget) > 0)) errors.budget = t("new.need_positive");
    if (d.hours !== "" && !(Number(d.hours) > 0)) errors.hours = t("new.need_positive");
    return errors;
  }

  #body() {
    const d = this.draft;
    return { name: d.name.trim(), concept: { description: d.concept.trim(), platform: "web", scope: d.scope }, config: { language: d.language, ...(d.gates.length < GATES.length && { checkpoints: d.gates }),
      ...(d.budget !== "" && { budget_usd: Number(d.budget) }), ...(d.hours !== "" && { time_limit_hours: Number(d.hours) }), ...(d.seed !== "" && { seed: Number(d.seed) }),
      ...(d.provider && { provider: d.provider }), ...(d.questions && d.provider !== "offline" && { questions: true }), ...(d.provider !== "offline" && Object.keys(chosenModels(d.models)).length && { models: chosenModels(d.models) }) } };
  }

  /** Makes the project; one that was made and could not be started is a draft, and opens as that. */
  async #make(start) {
    if (this.busy) return;
    this.tried = true;
    this.errors = this.#wrong();
    this.error = null;
    if (Object.keys(this.errors).length) { await this.updateComplete; this.querySelector("[aria-invalid=true]")?.focus(); return; }
    this.busy = true;
    try {
      const project = await call("POST", "/projects", this.#body(), { "Idempotency-Key": this.draft.key ??= crypto.randomUUID() });
      this.#throw();
      if (start) await call("POST", `/projects/${project.id}/start`, {}).catch((error) => toast({ title: t("new.not_started"), text: wordsOf(error), hot: true }));
      go(`/projects/${project.id}`);
    } catch (error) { this.#refused(error); }
    this.busy = false;
  }

  #refused(error) {
    const names = { "concept.description": "concept", "concept.scope": "scope", "config.budget_usd": "budget", "config.time_limit_hours": "hours", "config.seed": "seed" };
    this.errors = Object.fromEntries(Object.entries(error.fields ?? {}).map(([field, message]) => [names[field] ?? field, message]));
    this.error = wordsOf(error);
    this.draft = { ...this.draft, key: undefined };
  }

  #err = (name) => (this.errors[name] ? html`<p class="err" id=${`e-${name}`}>${this.errors[name]}</p>` : nothing);
  #input(name, label, attributes = {}) {
    return html`<label class="fld"><span>${label}${attributes.note ? html`<span class="muted">${attributes.note}</span>` : nothing}</span><input name=${name} type=${attributes.type ?? "text"} min=${attributes.min ?? nothing} step=${attributes.step ?? nothing} maxlength=${attributes.max ?? nothing}
      inputmode=${attributes.mode ?? nothing} .value=${this.draft[name]} autocomplete="off" aria-invalid=${this.errors[name] ? "true" : nothing} aria-describedby=${`e-${name}`} @input=${(event) => this.#set({ [name]: event.target.value })}></label>${this.#err(name)}`;
  }

  #concept() {
    const n = lengthOf(this.draft.concept);
    return html`<section class="panel"><header><h2><span class="no">01</span>${t("new.concept")}</h2></header><div class="body">${this.#input("name", t("new.name"), { max: 255 })}
      <label class="fld"><span>${t("new.about")}<span class=${n && n < LEAST ? "alert" : "muted"}>${n < LEAST ? t("new.count_least", { n, least: LEAST }) : t("new.count", { n })}</span></span>
      <textarea name="concept" rows="7" maxlength=${MOST} .value=${this.draft.concept} aria-invalid=${this.errors.concept ? "true" : nothing} aria-describedby="e-concept" placeholder=${t("new.placeholder")} @input=${(event) => this.#set({ concept: event.target.value })}></textarea></label>${this.#err("concept")}
      <p class="examples"><span class="muted">${t("new.examples")}</span>${[1, 2, 3].map((i) => html`<button class="btn sm" type="button" @click=${() => this.#set({ name: this.draft.name || t(`new.example${i}.name`), concept: t(`new.example${i}.text`) })}>${t(`new.example${i}.name`)}</button>`)}</p></div></section>`;
  }

  #scope() {
    const choice = (name, value, title, text) => html`<label class="opt"><i></i><input type="radio" name=${name} value=${value} .checked=${this.draft[name] === value} @change=${() => this.#set({ [name]: value })}><span><b>${title}</b><small>${text}</small></span></label>`;
    return html`<section class="panel"><header><h2><span class="no">02</span>${t("new.scope")}</h2></header><div class="body"><fieldset class="opts three"><legend>${t("new.how_much")}</legend>${SCOPES.map((s) => choice("scope", s, t(`new.scope.${s}`), t(`new.scope.${s}_text`)))}</fieldset>
      <fieldset class="opts two"><legend>${t("config.language")}</legend>${["en", "ja"].map((l) => choice("language", l, t(`language.${l}`), t(`new.language.${l}`)))}</fieldset></div></section>`;
  }

  #gates() {
    const toggle = (gate) => (event) => this.#set({ gates: GATES.filter((g) => (g === gate ? event.target.checked : this.draft.gates.includes(g))) });
    return html`<section class="panel"><header><h2><span class="no">03</span>${t("new.gates")}</h2></header><div class="body"><fieldset class="opts two"><legend>${t("new.gates_text")}</legend>${GATES.map((g) => html`<label class="opt"><i></i><input type="checkbox" name=${g} .checked=${this.draft.gates.includes(g)} @change=${toggle(g)}><span><b>${t(`gate.${g}`)}</b><small>${t(`new.${g}`)}</small></span></label>`)}</fieldset>
      <div class="fields">${this.#input("budget", t("new.budget"), { type: "number", min: 0, step: "0.01", mode: "decimal", note: t("new.optional") })}${this.#input("hours", t("new.hours"), { type: "number", min: 0, step: "0.5", mode: "decimal", note: t("new.optional") })}</div>
      <details><summary>${t("new.more")}</summary>${this.#input("seed", t("new.seed"), { type: "number", min: 0, step: "1", mode: "numeric", note: t("new.optional") })}${modelFields(this.draft, (change) => this.#set(change))}
      ${this.draft.provider === "offline" ? nothing : html`<label class="check"><input type="checkbox" name="questions" .checked=${this.draft.questions} @change=${(event) => this.#set({ questions: event.target.checked })}> ${t("config.may_ask")}</label>`}</details></div></section>`;
  }

  #plan() {
    const e = this.estimate, d = this.draft, row = (name, value) => html`<dt>${t(`new.plan.${name}`)}</dt><dd>${value}</dd>`;
    return html`<section class="panel plan"><header><h2>${t("new.plan")}</h2></header><div class="body"><ol class="steps">${[1, 2, 3].map((phase) => html`<li><b>${String(phase).padStart(2, "0")}</b><span>${t(`phase.${phase}`)}<small>${t(`new.phase${phase}`)}</small></span></li>`)}</ol>
      <dl class="facts">${row("stops", d.gates.length ? t("new.plan.stops_n", { n: d.gates.length }) : t("new.plan.no_stop"))}${e?.from_runs ? html`${row("time", duration(e.duration))}${row("time_most", duration(e.duration_most))}${row("cost", usd(e.cost_usd))}${row("runs", number(e.from_runs))}` : nothing}</dl>
      ${e && !e.from_runs ? html`<p class="muted">${t("new.plan.unknown")}</p>` : nothing}${this.error ? html`<p class="err" role="alert">${this.error}</p>` : nothing}
      <p class="stack"><button class="btn solid wide ${this.busy ? "busy" : ""}" type="submit" ?disabled=${this.busy} aria-keyshortcuts="Control+Enter">${t("new.start")}<span class="grow"></span><kbd>Ctrl ⏎</kbd></button>
      <button class="btn ghost wide" type="button" ?disabled=${this.busy} @click=${() => this.#make(false)}>${t("new.save")}</button></p>
      <p class="muted tiny" role="status">${this.kept ? t(`new.kept_${this.kept}`) : t("new.kept_not")}${this.kept ? html` <button class="link" type="button" @click=${this.#throw}>${t("new.throw")}</button>` : nothing}</p></div></section>`;
  }

  render() {
    document.title = `${t("project.new")} · Ludwright`;
    return html`<form class="page two" novalidate @submit=${(event) => { event.preventDefault(); this.#make(true); }}><div class="head"><p class="crumb"><a href="/projects">${t("nav.projects")}</a></p><h1>${t("project.new")}</h1></div>
      <div class="mainc">${this.#concept()}${this.#scope()}${this.#gates()}</div><aside class="rail" aria-label=${t("new.plan")}>${this.#plan()}</aside></form>`;
  }
}
define("lud-page-new", LudPageNew);
