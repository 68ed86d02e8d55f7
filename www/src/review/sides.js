// SPDX-License-Identifier: ISC
// What stands beside a review: the outline with its ticks, the history, and what to do when somebody else was first.
import { html, nothing } from "../element.js";
import { ago, clock, dayClock, duration, usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { agentName } from "../staff/names.js";

const STATUS = { approve: "approved", approved: "approved", reject: "rejected", rejected: "rejected", "request-changes": "changes_requested", changes_requested: "changes_requested" };
const titleOf = (id, m) => (id === "answers" ? t("part.answers_to", { r: m.before?.revision ?? "" }) : id === "files" ? t("part.files_n", { n: m.output.files.length }) : t(`part.${id}`));

export function outline(m, parts, o) {
  const seen = parts.filter((id) => o.seen.includes(id)).length;
  return html`<nav class="side outline" aria-label=${t("review.in_this")}><ul class="menu">${parts.map((id) => html`<li><a href="#p-${id}" aria-current=${o.part === id ? "true" : nothing} @click=${(event) => { event.preventDefault(); o.go(id); }}>
    <span>${titleOf(id, m)}</span> <span class="chk">${o.seen.includes(id) ? t("review.seen_mark") : ""}</span></a></li>`)}</ul>
    <p class="muted">${t("review.seen_of", { n: seen, all: parts.length })}</p><progress value=${seen} max=${parts.length || 1} aria-label=${t("review.seen")}></progress></nav>`;
}

const when = (at) => (Date.now() - Date.parse(at) < 86400e3 ? clock(at) : dayClock(at));

/** How long a revision took: from the decision that asked for it. */
function took(r, m) {
  const before = m.history.find((one) => one.revision === r.revision - 1);
  return before?.resolved_at ? t("history.took", { time: duration(Math.max(1, (Date.parse(r.created_at) - Date.parse(before.resolved_at)) / 1000)) }) : null;
}

export function history(m) {
  const rows = m.history.flatMap((r) => [
    r.status === "pending" ? null : { r, at: r.resolved_at, text: t(r.automatic ? "history.automatic" : `history.${r.status}`, { name: m.people.get(r.resolved_by) ?? t("review.somebody") }) },
    { r, at: r.created_at, took: took(r, m), cost: typeof r.cost_usd === "number" ? usd(r.cost_usd) : null, text: t("history.submitted", { name: m.agent ? agentName(m.agent) : r.title }), more: m.output?.content?.edited && r.id === m.c.id ? t("history.edited", { name: m.people.get(m.output.content.edited.by) ?? t("review.somebody") }) : null }]).filter(Boolean);
  return html`<section class="panel"><header><h2>${t("review.history")}</h2></header><div class="body"><ol class="hist">${rows.map(({ r, at, text, took: time, cost, more }) => html`<li><span class="rv">r${r.revision}</span><span>
    ${r.id === m.c.id ? text : html`<a href="/projects/${r.project_id}/checkpoints/${r.id}">${text}</a>`}<br><span class="muted">${[when(at), time, cost, more].filter(Boolean).join(" · ")}</span></span></li>`)}</ol></div></section>`;
}

/** Decided elsewhere, or changed under the reader's hands. */
export function stood(e, m, o) {
  const name = m.people.get(e.by) ?? t("review.somebody"), status = STATUS[e.decision];
  return html`<section class="panel hot" role="alert"><header><h2>${t(status ? "elsewhere.title" : "elsewhere.newer")}</h2></header><div class="body"><p class="ttl">${status ? t(`elsewhere.${status}`, { name, when: e.at ? ago(e.at) : "" }) : t("elsewhere.revision", { r: e.revision ?? m.c.revision })}</p>
    ${o.blank ? html`<p class="row"><button class="btn sm" type="button" @click=${o.discard}>${t("elsewhere.go_on")}</button></p>` : status ? html`<p class="muted">${t("elsewhere.kept")}</p>
      <p class="row"><button class="btn sm" type="button" @click=${o.keep}>${t("elsewhere.keep")}</button><button class="btn sm ghost" type="button" @click=${o.discard}>${t("elsewhere.discard")}</button></p>`
      : html`<p class="muted">${t("elsewhere.look")}</p><p class="row"><button class="btn sm" type="button" @click=${o.on}>${t("elsewhere.go_on")}</button></p>`}</div></section>`;
}
