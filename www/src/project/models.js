// SPDX-License-Identifier: ISC
// Who is asked: the provider, and a model for each role that asks one. Fields for the new project's form and the config's.
import { html, nothing } from "../element.js";
import { t, tOr } from "../i18n/index.js";

export const PROVIDERS = ["offline", "anthropic", "openai"];
/** Roles that ask a model; building and playing are programs. */
export const ROLES = ["concept", "design", "scenario", "character", "world", "task_split", "code_leader", "code_worker", "asset_leader", "asset_worker", "reviewer"];
/** Names to choose from; any other may be written (graphs/models.json has the prices). */
const KNOWN = { anthropic: ["claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5"], openai: ["gpt-5", "gpt-5-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4o", "gpt-4o-mini"] };

/** What is written, without the empty ones: {role: model}. */
export const chosenModels = (models) => Object.fromEntries(Object.entries(models ?? {}).map(([role, name]) => [role, name.trim()]).filter(([, name]) => name));

/** In: provider "" is the installation's (not to be had again once a project has named one), change({provider} or {models}). */
export function modelFields({ provider, models, fixed = false }, change) {
  const names = provider ? KNOWN[provider] ?? [] : Object.values(KNOWN).flat(), set = (role, name) => change({ models: { ...models, [role]: name } });
  const all = (event) => { change({ models: Object.fromEntries(ROLES.map((role) => [role, event.target.value])) }); };
  const input = (role, label, value, oninput) => html`<label class="fld"><span>${label}</span><input name=${`model-${role}`} list="known-models" autocomplete="off" spellcheck="false" maxlength="100" .value=${value} placeholder=${t("models.default")} @input=${oninput}></label>`;
  return html`<div class="fields"><label class="fld wide"><span>${t("config.provider")}</span><select name="provider" @change=${(event) => change({ provider: event.target.value })}>
      ${fixed && provider ? nothing : html`<option value="" ?selected=${!provider}>${t("provider_of.")}</option>`}${PROVIDERS.map((one) => html`<option value=${one} ?selected=${one === provider}>${t(`provider_of.${one}`)}</option>`)}</select></label></div>
    ${provider === "offline" ? nothing : html`<fieldset class="opts"><legend>${t("models.each")}</legend><datalist id="known-models">${names.map((name) => html`<option value=${name}></option>`)}</datalist>
      <div class="fields models">${input("all", t("models.all"), "", all)}${ROLES.map((role) => input(role, tOr(`agent.${role}`, role), models?.[role] ?? "", (event) => set(role, event.target.value)))}</div></fieldset>`}`;
}
