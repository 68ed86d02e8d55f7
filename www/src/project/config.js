// SPDX-License-Identifier: ISC
// <lud-config .store>: what a project was told to make and how, to be changed by editors while it goes; putting it away, taking it along as one file,
// deleting it.
import { accessToken, ApiError, call } from "../api.js";
import { define, html, nothing } from "../element.js";
import { bytes } from "../i18n/bytes.js";
import { usd } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { FormElement, panel } from "../settings/form.js";
import { act, download, mayEdit, remove } from "./actions.js";
import { chosenModels, modelFields } from "./models.js";

const GATES = ["checkpoint_concept", "checkpoint_design", "checkpoint_code", "checkpoint_final"];

async function tape(path) {
  const answer = await fetch(`/api/v1${path}`, { headers: { Authorization: `Bearer ${await accessToken()}` } });
  if (!answer.ok) throw new ApiError(answer.status, null);
  return answer.blob();
}

class LudConfig extends FormElement {
  static properties = { store: { attribute: false }, draft: { state: true } };

  #save = this.send(async (fields) => {
    const number = (name) => (fields[name] === "" ? null : Number(fields[name])), { provider, models } = this.draft;
    this.store.project.value = await call("PUT", `/projects/${this.store.id}`, { name: fields.name, config: { budget_usd: number("budget_usd"), time_limit_hours: number("time_limit_hours"), revision_limit: Number(fields.revision_limit),
      checkpoints: GATES.filter((gate) => gate in fields), ...(provider && { provider }), models: chosenModels(models), questions: "questions" in fields } });
    this.draft = null;
    this.store.reload();
  });

  #edit = () => {
    const { config } = this.store.project.value;
    this.draft = { provider: config.provider ?? "", models: config.models ?? {} };
    this.updateComplete.then(() => this.querySelector("[name=name]")?.focus());
  };

  #form(p, c) {
    const number = (name, label, value, { max, step }) => { const wrong = this.fields?.[`config.${name}`]; return html`<label class="fld"><span>${label}</span><input name=${name} type="number" min="0" max=${max} step=${step} .value=${String(value ?? "")} aria-invalid=${wrong ? "true" : nothing}>${wrong ? html`<span class="err">${wrong}</span>` : nothing}</label>`; };
    const gates = c.checkpoints ?? GATES;
    return panel(t("config.how"), html`<form @submit=${this.#save}><div class="fields">${this.field("name", t("name"), { value: p.name, max: 255 })}${number("budget_usd", t("config.budget_usd"), c.budget_usd, { max: 100000, step: 0.01 })}
      ${number("time_limit_hours", t("config.hours_field"), c.time_limit_hours, { max: 720, step: 0.5 })}${number("revision_limit", t("config.revisions"), c.revision_limit ?? 5, { max: 20, step: 1 })}</div>
      <fieldset class="opts four"><legend>${t("config.gates")}</legend>${GATES.map((g) => html`<label class="opt"><i></i><input type="checkbox" name=${g} ?checked=${gates.includes(g)}><span><b>${t(`gate.${g}`)}</b></span></label>`)}</fieldset>
      ${modelFields({ ...this.draft, fixed: Boolean(c.provider) }, (change) => { this.draft = { ...this.draft, ...change }; })}<label class="check"><input type="checkbox" name="questions" ?checked=${c.questions}> ${t("config.may_ask")}</label><p class="muted tiny">${t("config.from_next")}</p>${this.end(t("save"), "solid", html`<button class="btn ghost" type="button" @click=${() => { this.draft = null; }}>${t("cancel")}</button>`)}</form>`);
  }

  #facts(p, c) {
    const usage = this.store.usage.value, gates = c.checkpoints ?? GATES, models = Object.entries(c.models ?? {}), row = (name, value) => html`<dt>${t(`config.${name}`)}</dt><dd>${value}</dd>`;
    return panel(t("config.how"), html`<dl class="facts wide">${row("gates", gates.length ? gates.map((g) => t(`gate.${g}`)).join(" · ") : t("config.no_gates"))}${row("language", c.language ? t(`language.${c.language}`) : t("config.from_concept"))}
      ${row("budget", c.budget_usd ? usd(c.budget_usd) : t("config.no_limit"))}${row("hours", c.time_limit_hours ? t("config.hours_n", { n: c.time_limit_hours }) : t("config.no_limit"))}${row("revisions", c.revision_limit ?? 5)}
      ${row("provider", t(`provider_of.${c.provider ?? ""}`))}${models.length ? row("models", html`<ul>${models.map(([role, name]) => html`<li>${tOr(`agent.${role}`, role)} <span class="mono">${name}</span></li>`)}</ul>`) : nothing}${row("questions", t(c.questions ? "config.ask_yes" : "config.ask_no"))}${row("seed", p.seed)}${row("disk", usage ? bytes(usage.disk.bytes) : "—")}</dl>
      ${mayEdit(p) && p.status !== "cancelled" ? html`<p class="row"><button class="btn" type="button" @click=${this.#edit}>${t("config.change")}</button></p>` : nothing}`);
  }

  render() {
    const { store } = this, p = store.project.value;
    return html`<section class="panel"><header><h2>${t("config.concept")}</h2></header><div class="body"><p class="prose">${p.concept.description}</p></div></section>${this.draft ? this.#form(p, p.config) : this.#facts(p, p.config)}
      ${mayEdit(p) ? panel(t("config.keep"), html`<p class="row first"><button class="btn" type="button" @click=${() => download(`/projects/${p.id}/export`, `${p.name}.tar`, tape)}>${t("config.export")}</button>
        <button class="btn" type="button" ?disabled=${p.status === "running"} @click=${() => act(store, p.archived_at ? "restore" : "archive")}>${t(p.archived_at ? "config.restore" : "config.archive")}</button>${p.role === "owner" ? html`<button class="btn ghost danger" type="button" ?disabled=${p.status === "running"} @click=${() => remove(store)}>${t("project.delete")}</button>` : nothing}</p>
        <p class="muted tiny">${t("config.export_text")}</p>`) : nothing}`;
  }
}
define("lud-config", LudConfig);
