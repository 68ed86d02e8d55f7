// SPDX-License-Identifier: ISC
// What a project was told to make and how; its public links; putting it away, taking it along as one file, deleting it.
import { accessToken, ApiError, call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { bytes, day, usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { explain } from "../ui/say.js";
import { act, download, mayEdit, remove } from "./actions.js";

const GATES = ["checkpoint_concept", "checkpoint_design", "checkpoint_code", "checkpoint_final"];

async function tape(path) {
  const answer = await fetch(`/api/v1${path}`, { headers: { Authorization: `Bearer ${await accessToken()}` } });
  if (!answer.ok) throw new ApiError(answer.status, null);
  return answer.blob();
}

class LudConfig extends LudElement {
  static properties = { store: { attribute: false }, shares: { state: true }, members: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    const { id } = this.store, list = (path) => call("GET", `/projects/${id}/${path}?limit=100`).then((page) => page.items, () => []);
    [this.shares, this.members] = await Promise.all([mayEdit(this.store.project.value) ? list("shares") : [], list("members")]);
  }

  async #revoke(share) {
    try { await call("DELETE", `/projects/${this.store.id}/shares/${share.id}`); await this.#read(); } catch (error) { explain(t("project.not_done"))(error); }
  }

  #shares() {
    const open = (this.shares ?? []).filter((s) => s.active);
    return html`<section class="panel"><header><h2>${t("config.shares")}</h2></header><div class="body">${open.length ? html`<ul class="rows">${open.map((s) => html`<li class="line"><span>${s.note ?? s.id.slice(0, 14)}</span><span class="muted">${s.expires_at ? t("config.until", { date: day(s.expires_at) }) : t("config.no_end")}</span>
      <button class="btn sm ghost danger" type="button" @click=${() => this.#revoke(s)}>${t("config.revoke")}</button></li>`)}</ul>` : html`<p class="muted">${t("config.no_shares")}</p>`}</div></section>`;
  }

  #people() {
    return html`<section class="panel"><header><h2>${t("config.people")}</h2></header><div class="body"><ul class="rows">${(this.members ?? []).map((m) => html`<li class="line"><span>${m.name}</span><span class="muted">${m.email ?? ""}</span><span>${t(`role.${m.role}`)}</span></li>`)}</ul></div></section>`;
  }

  render() {
    const { store } = this, p = store.project.value, c = p.config, gates = c.checkpoints ?? GATES, usage = store.usage.value;
    const row = (name, value) => html`<dt>${t(`config.${name}`)}</dt><dd>${value}</dd>`;
    return html`<section class="panel"><header><h2>${t("config.concept")}</h2></header><div class="body"><p class="prose">${p.concept.description}</p></div></section>
      <section class="panel"><header><h2>${t("config.how")}</h2></header><div class="body"><dl class="facts wide">${row("gates", gates.length ? gates.map((g) => t(`gate.${g}`)).join(" · ") : t("config.no_gates"))}${row("language", c.language ? t(`language.${c.language}`) : t("config.from_concept"))}
      ${row("budget", c.budget_usd ? usd(c.budget_usd) : t("config.no_limit"))}${row("hours", c.time_limit_hours ? t("config.hours_n", { n: c.time_limit_hours }) : t("config.no_limit"))}${row("revisions", c.revision_limit ?? 5)}${row("seed", p.seed)}${row("disk", usage ? bytes(usage.disk.bytes) : "—")}</dl></div></section>
      ${this.#people()}${mayEdit(p) ? html`${this.#shares()}<section class="panel"><header><h2>${t("config.keep")}</h2></header><div class="body"><p class="row first"><button class="btn" type="button" @click=${() => download(`/projects/${p.id}/export`, `${p.name}.tar`, tape)}>${t("config.export")}</button>
        <button class="btn" type="button" ?disabled=${p.status === "running"} @click=${() => act(store, p.archived_at ? "restore" : "archive")}>${t(p.archived_at ? "config.restore" : "config.archive")}</button>${p.role === "owner" ? html`<button class="btn ghost danger" type="button" ?disabled=${p.status === "running"} @click=${() => remove(store)}>${t("project.delete")}</button>` : nothing}</p>
        <p class="muted tiny">${t("config.export_text")}</p></div></section>` : nothing}`;
  }
}
define("lud-config", LudConfig);
