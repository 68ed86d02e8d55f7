// SPDX-License-Identifier: ISC
// <lud-paused .store>: why a run stands still by itself, and what to do: raise the budget, or give it one more round.
import { call } from "../api.js";
import { define, html, nothing } from "../element.js";
import { usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { FormElement } from "../settings/form.js";
import { toast } from "../ui/toast.js";
import { act, mayEdit } from "./actions.js";
import { suggestion } from "./budget.js";

class LudPaused extends FormElement {
  static properties = { store: { attribute: false } };

  #raise = this.send(async ({ budget }) => {
    const { id } = this.store.project.value;
    await call("PUT", `/projects/${id}`, { config: { budget_usd: budget === "" ? null : Number(budget) } });
    this.store.project.value = await call("POST", `/projects/${id}/resume`, {});
    toast({ title: t("project.did.resume"), text: this.store.project.value.name });
    this.store.reload();
  }, null);

  #budget(p) {
    const { limit_usd: limit = 0, spent_usd: spent = 0 } = this.store.usage.value?.budget ?? {};
    return html`<p class="ttl">${t("paused.budget", { spent: usd(spent), limit: usd(limit) })}</p><p class="muted">${t("paused.budget_text")}</p>
      ${mayEdit(p) ? html`<form @submit=${this.#raise}><div class="fields"><label class="fld"><span>${t("paused.new_limit")}</span><input name="budget" type="number" min="0" step="0.01" inputmode="decimal" .value=${String(suggestion(limit ?? 0, spent))}></label></div>${this.end(t("paused.raise"))}</form>`
        : html`<p>${t("paused.ask_editor")}</p>`}<p class="row"><a class="btn sm ghost" href=${`/projects/${p.id}/figures`}>${t("paused.where")}</a><a class="btn sm ghost" href=${`/projects/${p.id}/logs`}>${t("project.logs")}</a></p>`;
  }

  #revisions(p) {
    return html`<p class="ttl">${t("paused.revisions", { n: p.config.revision_limit ?? 5 })}</p><p class="muted">${t("paused.revisions_text")}</p>
      ${mayEdit(p) ? html`<p class="row"><button class="btn solid" type="button" @click=${() => act(this.store, "resume")}>${t("paused.one_more")}</button></p>` : html`<p>${t("paused.ask_editor")}</p>`}`;
  }

  render() {
    const p = this.store.project.value, body = { budget: () => this.#budget(p), revision_limit: () => this.#revisions(p) }[p.status_reason];
    return body ? html`<section class="panel hot"><header><h2>${t("paused.title")}</h2></header><div class="body">${body()}</div></section>` : nothing;
  }
}
define("lud-paused", LudPaused);
