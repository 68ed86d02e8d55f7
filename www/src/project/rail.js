// SPDX-License-Identifier: ISC
// The right side of the overview: what agents ask, what waits for the reader, who is at work, what was made last.
import { html, nothing } from "../element.js";
import { number } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { agentRow, waited } from "../ui/parts.js";
import "../ui/picture.js";
import "./new-outputs.js";

const reviewing = ["owner", "reviewer", "editor"];

const waitingCard = (page, c) => html`<section class="panel hot"><header><h2>${t("project.waiting")}</h2><div class="r">${waited(c.created_at, page.now)}</div></header>
  <div class="body card-ck"><p class="ttl">${tOr(`checkpoint.${c.type}`, c.title)} r${c.revision}</p>${page.store.project.value.current_phase > 1 ? html`<div class="frame"><lud-cover .project=${page.store.project.value}></lud-cover></div>` : nothing}
  <p class="muted">${c.output.summary}</p>${c.answers.length ? html`<p>${t("project.answers", { n: c.answers.length })}</p>` : nothing}
  <p class="acts"><a class="btn solid wide" href=${`/projects/${c.project_id}/checkpoints/${c.id}`} aria-keyshortcuts="Enter">${t(reviewing.includes(page.store.project.value.role) ? "project.open_review" : "project.read_review")}<span class="grow"></span><kbd>⏎</kbd></a></p></div></section>`;

function active(page) {
  const { store } = page, id = store.project.value.id, href = (a) => `/projects/${id}/agents/${a.id}`;
  const busy = store.agents.value.filter((a) => ["running", "waiting_approval", "failed"].includes(a.status) || a.retry_at);
  const rows = busy.flatMap((a) => {
    const c = store.checkpoints.value.find((one) => one.status === "pending" && one.agent_id === a.id);
    return [agentRow(a, { href: href(a), text: c ? t("project.held", { n: c.revision }) : a.error ?? a.current_task }), ...a.sub_agents.filter((s) => s.status === "running" || s.status === "failed").slice(0, 5).map((s) => agentRow(s, { sub: true, href: href(s) }))];
  });
  return html`<section class="panel"><header><h2>${t("project.active")}</h2><div class="r">${number(rows.length)}</div></header><div class="body">${rows.length ? html`<ul class="rows">${rows}</ul>` : html`<p class="muted">${t("dashboard.no_agents")}</p>`}</div></section>`;
}

/** What agents ask people, where the project lets them. */
function questions(page) {
  if (!page.store.project.value.config.questions) return nothing;
  import("./questions.js");
  return html`<lud-questions .store=${page.store}></lud-questions>`;
}

export function rail(page) {
  const waiting = page.store.checkpoints.value.filter((c) => c.status === "pending").toReversed();
  return html`<aside class="rail ${page.came.has("staff") ? "" : "late"}" aria-label=${t("project.needs")}>${questions(page)}${waiting.map((c) => waitingCard(page, c))}${active(page)}<lud-new-outputs .store=${page.store}></lud-new-outputs></aside>`;
}
