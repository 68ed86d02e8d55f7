// SPDX-License-Identifier: ISC
// The parts of a review as templates: answers, document, changes, files, tests, risks.
import { html, nothing, svg } from "../element.js";
import { bytes } from "../i18n/bytes.js";
import { duration, number } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { agentName } from "../staff/names.js";
import { linesFor, numbers, pointer } from "../view/lines.js";
import { kindOf } from "../view/files.js";
import { label } from "../view/json.js";
import { placeName, words } from "./comments.js";
import { triedAll } from "./tried.js";
import "./filediff.js";

const STATES = { done: "ok", partly: "amber", not: "alert" };

export const answers = (m) => html`<div class="doc"><ol class="resp">${m.answers.map((a, i) => html`<li><span class="no">${i + 1}</span><blockquote>${a.comment ? words(a.comment.text) : t("review.asked_gone")}${a.comment && placeName(a.comment) ? html` <small>${placeName(a.comment)}</small>` : nothing}</blockquote>
  <p class="rp">${a.answer || t("review.no_answer")}</p><span class="st ${STATES[a.state]}">${t(`answer.${a.state}`)}</span></li>`)}</ol></div>`;

export function document(m, o) {
  const text = m.output.files.find((f) => kindOf(f.media_type, f.path) === "markdown"), content = m.output.content;
  if (o.editing) return html`<div class="doc"><p class="muted">${t("review.edit_text")}</p><lud-json .value=${o.editing.document} edit .wrong=${o.editing.wrong} @lud-json-change=${o.change}></lud-json>
    ${o.editing.error ? html`<p class="err" role="alert">${o.editing.error}</p>` : nothing}<p class="row"><button class="btn solid" type="button" ?disabled=${!o.editing.changed} @click=${o.save}>${t("review.edit_save", { r: m.c.revision + 1 })}</button>
    <button class="btn ghost" type="button" @click=${o.cancel}>${t("cancel")}</button></p></div>`;
  return html`${content.summary ? html`<p class="doc lead">${content.summary}</p>` : nothing}${text && o.view !== "fields" ? html`<lud-viewer .project=${m.c.project_id} .file=${text} .ready=${m.text} @lud-gone=${o.gone}></lud-viewer>`
    : html`<div class="doc"><lud-json .value=${content.document}></lud-json></div>`}`;
}

const shown = (n) => number(n, 3);

const signed = (n) => `${n > 0 ? "+" : n < 0 ? "−" : ""}${number(Math.abs(n))}`;
const params = (list) => html`<div class="scrollx" tabindex="0" role="region" aria-label=${t("review.numbers")}><table class="grid nums"><thead><tr><th scope="col">${t("review.number")}</th><th scope="col" class="num">${t("review.was")}</th><th scope="col" class="num">${t("review.is")}</th><th scope="col" class="num">±</th></tr></thead>
  <tbody>${list.map((p) => html`<tr><th scope="row">${name(p.path)}</th><td class="num">${shown(p.old)}</td><td class="num">${shown(p.new)}</td>
  <td class="num">${p.share === null ? "" : `${signed(Math.round(p.share * 100))} %`}</td></tr>`)}</tbody></table></div>`;

/** A list that a report says in numbers: {to, from, key, why}. It tells more than its JSON. */
const tells = (p) => p.change !== "changed" && [p.new, p.old].some((v) => v && typeof v === "object" && typeof v.from === "number" && typeof v.to === "number");
const told = (parts) => parts.filter((p) => tells(p) && p.new)
  .map((p) => ({ path: `/${p.new.key ?? p.path}`, old: p.new.from, new: p.new.to, share: p.new.from ? (p.new.to - p.new.from) / Math.abs(p.new.from) : null }));

const noise = (p) => /(^|\/)(sha256|hash|bytes|ms)$|^\/(feedback|plays)\//.test(p.path);
const name = (path) => pointer(path).map((k) => (/^\d+$/.test(k) ? Number(k) + 1 : label(k))).join(" › ");
const FEW = 8, SHORT = 90;
const short = (v) => v === null || v === undefined || typeof v !== "object" && String(v).length < SHORT && !String(v).includes("\n");
const deep = (p) => pointer(p.path).length;
const one = (v) => (v === null || v === undefined ? html`<span class="muted">—</span>` : typeof v === "boolean" ? t(v ? "view.yes" : "view.no") : String(v));

/** Short values, before and after, one a row. */
const values = (list) => (list.length ? html`<div class="scrollx" tabindex="0" role="region" aria-label=${t("review.values")}><table class="grid nums"><thead><tr><th scope="col">${t("review.value")}</th><th scope="col">${t("review.was")}</th><th scope="col">${t("review.is")}</th></tr></thead>
  <tbody>${list.map((p) => html`<tr><th scope="row">${name(p.path)}</th><td class="was">${one(p.old)}</td><td class="is">${one(p.new)}</td></tr>`)}</tbody></table></div>` : nothing);

const text = (p, o) => html`<div class="dpart"><div class="diffhead"><span>${name(p.path)}</span><span class=${p.change === "added" ? "p" : p.change === "removed" ? "m" : ""}>${t(`change.${p.change}`)}</span></div>
  <lud-diff .before=${linesFor(p.old)} .after=${linesFor(p.new)} .path=${p.path} ?split=${o.split}></lud-diff></div>`;

const file = (m, d, p, o) => {
  const made = p.new && { path: p.path, ...p.new }, open = o.opened.has(p.path), kind = made && kindOf(made.media_type, p.path);
  return html`<div class="dpart"><div class="diffhead"><button type="button" class="open mono" aria-expanded=${String(open)} @click=${() => o.open(p.path)}>${p.path}</button><span class=${p.change === "added" ? "p" : p.change === "removed" ? "m" : ""}>${t(`change.${p.change}`)}</span>
    <span class="muted">${[p.old && bytes(p.old.bytes), p.new && bytes(p.new.bytes)].filter(Boolean).join(" → ")}</span><span class="grow"></span>${o.seenBox(`file ${p.path}`)}</div>
    ${open && made && p.change === "changed" && !["sound", "other"].includes(kind) ? html`<lud-file-diff .output=${d.id} .with=${d.with} .file=${made} .ready=${m.first} ?split=${o.split} .notes=${o.notes(p.path)} .oncomment=${o.comment(p.path)}></lud-file-diff>${o.under(p.path)}`
    : open && made ? html`<lud-viewer .project=${m.c.project_id} .file=${made} ?raw=${kind !== "picture"} .notes=${o.notes(p.path)} .oncomment=${o.comment(p.path)}></lud-viewer>${o.under(p.path)}` : nothing}</div>`;
};

export const changes = (m, o) => html`${m.diffs.map((d) => {
  const nums = [...told(d.document), ...numbers(d.document).filter((p) => !noise(p)).sort((a, b) => deep(a) - deep(b))], bare = d.document.filter((p) => !tells(p) && !noise(p) && !(typeof p.old === "number" && typeof p.new === "number"));
  const rest = bare.filter((p) => !(short(p.old) && short(p.new))), small = bare.filter((p) => !rest.includes(p));
  return html`<section class="doc parts"><h3>${agentName(d.agent)} <small class="muted">r${d.with_revision} → r${d.revision}</small></h3>${nums.length ? params(nums.slice(0, FEW)) : nothing}${nums.length > FEW ? html`<details><summary>${t("review.more_numbers", { n: nums.length - FEW })}</summary>${params(nums.slice(FEW))}</details>` : nothing}${values(small)}</section>
    ${rest.slice(0, o.most).map((p) => text(p, o))}${rest.length > o.most ? html`<p class="more"><button class="btn sm" type="button" @click=${o.more}>${t("review.more_changes", { n: rest.length - o.most })}</button></p>` : nothing}${d.files.map((p) => file(m, d, p, o))}`;
})}`;

export const files = (m, o) => {
  const shownAbove = m.output.files.find((f) => kindOf(f.media_type, f.path) === "markdown"), chosen = m.output.files.find((f) => f.path === o.file) ?? m.output.files.find((f) => f !== shownAbove), write = o.comment(chosen.path);
  return html`<div class="diffhead"><label class="pick"><span class="sr">${t("part.files")}</span><select .value=${chosen.path} @change=${(event) => o.choose(event.target.value)}>${m.output.files.map((f) => html`<option value=${f.path} ?selected=${f === chosen}>${f.path}</option>`)}</select></label>
    <span class="muted">${bytes(chosen.bytes)}</span><span class="grow"></span>${write ? html`<button type="button" class="btn sm" @click=${() => write(null)}>${t("review.comment")}</button>` : nothing}</div>
    <lud-viewer .project=${m.c.project_id} .file=${chosen} .notes=${o.notes(chosen.path)} .oncomment=${write}></lud-viewer>${o.under(chosen.path)}`;
};

const player = ({ bot }) => tOr(`figures.bot.${bot}`, tOr(`tests.bot.${bot}`, bot));
const bots = (runs) => html`<div class="bots" role="img" aria-label=${runs.map((r) => `${player(r)}: ${number(r.progress * 100, 0)} %`).join(", ")}><p class="muted">${t("review.bots")}</p>
  <svg width="100%" height=${runs.length * 20} aria-hidden="true">${runs.map((r, i) => svg`<text x="0" y=${i * 20 + 13}>${player(r)}</text><rect class="trk" x="100" y=${i * 20 + 4} width="36%" height="11"/><rect class="val" x="100" y=${i * 20 + 4} width="${Math.max(0.4, r.progress * 36)}%" height="11"/><text x="100%" y=${i * 20 + 13} text-anchor="end">${tOr(`tests.end.${r.end}`, r.end)} · ${number(r.score ?? 0)}</text>`)}</svg></div>`;

const columns = ["bot", "won", "to_lose", "a_minute", "levels"];

/** What the tester's document says of each bot. */
const balance = (rows) => html`<h3>${t("tests.balance")}</h3><div class="scrollx" tabindex="0" role="region" aria-label=${t("tests.balance")}><table class="grid nums"><thead><tr>${columns.map((name, i) => html`<th scope="col" class=${i ? "num" : ""}>${t(`tests.${name}`)}</th>`)}</tr></thead>
  <tbody>${rows.map((r) => html`<tr><th scope="row">${player(r)}</th><td class="num">${number(r.won)} / ${number(r.plays)}</td><td class="num">${duration(r.time_to_lose_p50 === null ? null : Math.round(r.time_to_lose_p50))}</td>
    <td class="num">${number(r.score_a_minute, 0)}</td><td class="num">${r.levels_reached === null ? "—" : `${number(r.levels_reached * 100, 0)} %`}</td></tr>`)}</tbody></table></div>`;

/** The curve is drawn by the charts' own chunk. */
function curves(m) {
  import("../charts/bots.js");
  return html`<h3>${t("tests.difficulty")}</h3><lud-bot-curves .reports=${m.reports}></lud-bot-curves>`;
}

export function tests(m) {
  const d = m.tests.content.document ?? {}, checks = [...(d.static ?? []), ...(d.acceptance ?? [])], bad = checks.filter((c) => !c.ok), runs = (d.runs ?? []).filter((r) => typeof r.progress === "number");
  const one = (name, value, cls = "") => html`<div><dt>${t(`tests.${name}`)}</dt><dd class=${cls}>${value}</dd></div>`;
  return html`<div class="doc"><div class="tests"><dl>${one("passed", number(checks.length - bad.length), "ok")}${one("failed", number(bad.length), bad.length ? "alert" : "")}${one("not_run", number(d.not_run?.length ?? 0), d.not_run?.length ? "amber" : "")}${one("defects", number(d.defects?.length ?? 0), d.defects?.length ? "alert" : "")}</dl>
    <div class="spark">${runs.length ? bots(runs) : nothing}</div></div>
    ${bad.length || d.not_run?.length || d.defects?.length ? html`<ul class="jl">${bad.map((c) => html`<li class="alert">${c.id ?? c.check}: ${c.evidence ?? c.detail}</li>`)}${(d.defects ?? []).map((x) => html`<li class="alert">${x.what ?? x.detail ?? x.id ?? JSON.stringify(x)}</li>`)}${(d.not_run ?? []).map((x) => html`<li>${x}</li>`)}</ul>` : nothing}${triedAll(m)}${d.balance?.bots?.length ? balance(d.balance.bots) : nothing}${runs.length ? curves(m) : nothing}</div>`;
}

export function risks(m) {
  const content = m.output.content, line = (x) => (typeof x === "string" ? x : x.question ?? x.text ?? x.what ?? JSON.stringify(x));
  const group = (key, list, cls = "") => (list?.length ? html`<h3>${t(`risks.${key}`)}</h3><ul class="jl ${cls}">${list.map((x) => html`<li>${line(x)}</li>`)}</ul>` : nothing);
  return html`<div class="doc">${group("unhandled", content.unhandled_feedback, "alert")}${group("risks", content.document?.risks)}${group("unclear", content.unclear)}${group("assumptions", content.assumptions)}${group("warnings", content.warnings)}</div>`;
}
