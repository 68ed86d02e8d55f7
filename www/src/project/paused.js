// SPDX-License-Identifier: ISC
// <lud-paused .store>: why a run stands still by itself, and what to do: raise the budget, give it one more round, or let an agent try anew. And
// <lud-failed .store>: what failed.
import { call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { FormElement } from "../settings/form.js";
import { toast } from "../ui/toast.js";
import { agentName } from "../ui/parts.js";
import { taskName } from "../ui/tasks.js";
import { act, canDo, mayEdit, retry, runAgain } from "./actions.js";
import { suggestion } from "./budget.js";

class LudPaused extends FormElement {
  static properties = { store: { attribute: false } };

  firstUpdated() { this.tell("lud-came", "top"); }

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

  #stuck(p) {
    const at = this.store.agents.value.flatMap((a) => [a, ...a.sub_agents]).find((a) => a.status === "running" && a.current_task);
    return html`<p class="ttl">${t("paused.stuck")}</p>${at ? html`<p>${at.current_task}</p>` : nothing}<p class="muted">${t("paused.stuck_text")}</p>
      ${mayEdit(p) ? html`<p class="row"><button class="btn solid" type="button" @click=${() => act(this.store, "resume")}>${t("paused.try_again")}</button><a class="btn ghost" href=${`/projects/${p.id}/logs`}>${t("project.logs")}</a></p>` : html`<p>${t("paused.ask_editor")}</p>`}`;
  }

  render() {
    const p = this.store.project.value, body = { budget: () => this.#budget(p), revision_limit: () => this.#revisions(p), error: () => this.#stuck(p) }[p.status_reason];
    return body ? html`<section class="panel hot"><header><h2>${t("paused.title")}</h2></header><div class="body">${body()}</div></section>` : nothing;
  }
}
define("lud-paused", LudPaused);

/** <lud-failed .store>: which agent failed, what is safe, what to do. */
class LudFailed extends LudElement {
  static properties = { store: { attribute: false } };

  firstUpdated() { this.tell("lud-came", "top"); }

  render() {
    const { store } = this;
    const p = store.project.value, agent = store.agents.value.flatMap((a) => [a, ...a.sub_agents]).find((a) => a.status === "failed");
    const leader = store.agents.value.find((a) => a.status === "failed");
    return html`<section class="panel hot" role="alert"><header><h2>${t("failed.title")}</h2></header><div class="body"><p class="ttl alert">${agent ? t("failed.agent", { name: agent.task ? taskName(agent) : agentName(agent) }) : t("failed.run")}</p>
      ${leader?.error ? html`<p>${leader.error}</p>` : nothing}<p class="muted">${t("failed.safe")}</p><p class="row">${leader && mayEdit(p) ? html`<button class="btn sm" type="button" @click=${() => retry(store, leader)}>${t("again")}</button>` : nothing}
      ${canDo(p, "start") ? html`<button class="btn sm ghost" type="button" @click=${() => runAgain(store)}>${t("project.go_on")}</button>` : nothing}<a class="btn sm ghost" href=${`/projects/${p.id}/logs`}>${t("project.logs")}</a></p>
      ${leader?.error_type ? html`<p class="mono muted tiny">${leader.error_type}</p>` : nothing}</div></section>`;
  }
}
define("lud-failed", LudFailed);
