// SPDX-License-Identifier: ISC
// <lud-page-approvals>: what waits for the reader over all projects, oldest first, with a preview of the chosen one.
import "./words.js";
import { call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { ago, duration, usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { Keys } from "../keys.js";
import { go } from "../router.js";
import { nodeName, since } from "../staff/names.js";
import { readWaiting, waiting, waitingError, waitingLoaded } from "../stores/approvals.js";
import { errorSheet } from "../ui/say.js";
import "../view/viewer.js";
import { kindOf } from "../view/files.js";
import css from "./review.css";

const href = (c) => `/projects/${c.project_id}/checkpoints/${c.id}`;

define("lud-page-approvals", class extends LudElement {
  static css = css;
  static properties = { chosen: { state: true }, detail: { state: true }, output: { state: true } };

  constructor() {
    super();
    new Keys(this, () => {
      const list = waiting.value, at = Math.max(0, list.findIndex((c) => c.id === this.chosen)), move = (n) => this.#choose(list[Math.max(0, Math.min(list.length - 1, at + n))]?.id);
      return list.length ? [{ key: "j", label: t("queue.next"), hint: true, also: "k", run: () => move(1) }, { key: "k", label: t("queue.prev"), run: () => move(-1) },
        { key: "enter", label: t("review.open"), hint: true, run: () => go(href(list[at])) }] : [];
    });
  }

  connectedCallback() { super.connectedCallback(); readWaiting(); }

  #choose(id) {
    this.chosen = id;
    this.updateComplete.then(() => this.querySelector(".pick-row[aria-current]")?.scrollIntoView({ block: "nearest" }));
  }

  /** What a decision will cost stands on the checkpoint itself, not in the list. */
  async #look(id) {
    if (!id || this.looked === id) return;
    this.looked = id;
    this.detail = null;
    this.output = null;
    const detail = await call("GET", `/checkpoints/${id}`).catch(() => null);
    if (this.looked === id) this.detail = detail;
    const output = detail?.output.output_id && await call("GET", `/outputs/${detail.output.output_id}`).catch(() => null);
    if (this.looked === id) this.output = output;
  }

  /** The document that is to be looked at, as far as it fits. */
  #document(c) {
    const output = this.detail?.id === c.id ? this.output : null, text = output?.files.find((f) => kindOf(f.media_type, f.path) === "markdown");
    if (!output) return nothing;
    return html`<div class="peek" tabindex="0" role="region" aria-label=${t("part.document")}>${text ? html`<lud-viewer .project=${c.project_id} .file=${text}></lud-viewer>` : html`<div class="doc"><lud-json .value=${output.content.document}></lud-json></div>`}</div>`;
  }

  #row = (c) => html`<li><a class="pick-row" href=${href(c)} aria-current=${c.id === this.shown ? "true" : nothing} @focus=${() => { this.chosen = c.id; }} @pointerenter=${() => { this.chosen = c.id; }}><i></i><b>${nodeName(c.node, c.title)} r${c.revision}</b>
    <span>${duration(since(c.created_at))}</span><small>${c.project_name}</small></a></li>`;

  #preview(c) {
    const estimate = this.detail?.id === c.id ? this.detail.estimate : null;
    return html`<section class="panel hot"><header><h2>${nodeName(c.node, c.title)} r${c.revision}</h2><div class="r">${ago(c.created_at)}</div></header><div class="body card-ck"><p class="ttl">${c.project_name}</p><p class="muted">${c.output.summary ?? c.description}</p>
      ${c.answers.length ? html`<p>${t("queue.answers", { n: c.answers.filter((a) => a.done === "done").length, all: c.answers.length })}</p>` : nothing}
      ${estimate?.["request-changes"] ? html`<p class="muted">${t("review.request-changes")}: ${t("review.cost", { time: duration(Math.max(1, estimate["request-changes"].duration)), usd: usd(estimate["request-changes"].cost_usd) })}</p>` : nothing}
      <p class="row"><a class="btn solid" href=${href(c)}>${t("review.open")} <kbd>⏎</kbd></a><a class="btn ghost" href="/projects/${c.project_id}">${t("queue.project")}</a></p></div>${this.#document(c)}</section>`;
  }

  #empty() {
    return html`<section class="panel"><header><h2>${t("nav.approvals")}</h2></header><div class="body void"><svg viewBox="0 0 120 60" aria-hidden="true"><path d="M4 14h112M4 22h112M4 30h112M4 38h112M4 46h112M4 14v32M112 14v32M116 14v32" stroke="currentColor" fill="none"/></svg>
      <p>${t("queue.none")}</p><p class="muted">${t("queue.none_text")}</p><p><a class="btn solid" href="/projects">${t("nav.projects")}</a></p></div></section>`;
  }

  render() {
    const list = waiting.value, c = list.find((one) => one.id === this.chosen) ?? list[0];
    this.shown = c?.id;
    document.title = `${t("nav.approvals")} · Ludwright`;
    queueMicrotask(() => this.#look(c?.id));
    return html`<div class="page one"><div class="head"><h1>${t("nav.approvals")}</h1>${list.length ? html`<span class="badge wait">${t("queue.count", { n: list.length })}</span>` : nothing}</div>
      ${waitingError.value ? errorSheet(waitingError.value, () => readWaiting()) : !waitingLoaded.value ? html`<div class="skel" aria-busy="true"><i class="w60"></i><i></i></div>` : c ? html`<div class="queue"><section class="panel"><header><h2>${t("queue.oldest")}</h2><div class="r">${list.length}</div></header><ul>${list.map(this.#row)}</ul></section>${this.#preview(c)}</div>` : this.#empty()}</div>`;
  }
});
