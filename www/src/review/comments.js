// SPDX-License-Identifier: ISC
// Comments as templates: what was sent, what is a draft, and the field in which one is written.
import { html, nothing } from "../element.js";
import { clock, duration } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { label } from "../view/json.js";
import { apart, secondsOf, withPlay } from "./plays.js";

export const same = (a, b) => (a.section ?? null) === (b.section ?? null) && (a.file ?? null) === (b.file ?? null) && (a.line ?? null) === (b.line ?? null);

/** "js/core.js:12", "Palette", or the part's name. */
export const placeName = (c) => (c.file ? `${c.file}${c.line ? `:${c.line}` : ""}` : c.section ? (/^part:/.test(c.section) ? t(`part.${c.section.slice(5)}`) : label(c.section)) : "");

/** A recorded play: how long and how it ended, and the way to see it again (`lud-watch`, which the page hears). */
const chip = (play) => html`<span class="played"><span>${t(`play.end.${play.end}`, { time: duration(Math.round(secondsOf(play))) })}</span><button type="button" class="link" @click=${(event) => event.target.dispatchEvent(new CustomEvent("lud-watch", { detail: play, bubbles: true }))}>${t("play.watch")}</button></span>`;

/** A comment's text, and the play that goes along with it. */
export function words(said) {
  const { text, play } = apart(said);
  return play ? html`${text}${chip(play)}` : text;
}

export const sent = (c, people) => html`<div class="cmt"><header><b>${people.get(c.user_id) ?? t("review.somebody")}</b><span>${clock(c.created_at)}</span><span>${placeName(c)}</span></header>${words(c.text)}</div>`;

export const draft = (c, o) => html`<div class="cmt mine"><header><b>${o.me}</b><span>${clock(c.at)}</span><span>${placeName(c)}</span><span class="grow"></span><span>${t("review.draft_note")}</span>
  <button type="button" class="x" aria-label=${t("review.drop_comment")} @click=${() => o.drop(c.id)}>×</button></header>${words(c.text)}</div>`;

/** In: place {section, file, line, play}; sections to choose from, where the comment is on a part. */
export function field(place, o) {
  const save = (event) => {
    event.preventDefault();
    const data = new FormData(event.target), text = String(data.get("text")).trim(), { play, ...rest } = place;
    if (text) o.add({ ...rest, section: place.file ? null : data.get("section") || place.section, text: withPlay(text, play) });
  };
  const keys = (event) => { if (event.key === "Escape") { event.stopPropagation(); o.cancel(); } if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); event.stopPropagation(); event.target.form.requestSubmit(); } };
  return html`<form class="cmt write" @submit=${save} @keydown=${keys}>${o.sections?.length ? html`<label class="fld"><span>${t("review.about")}</span><select name="section"><option value="">${t("review.whole_part")}</option>${o.sections.map((s) => html`<option value=${s}>${label(s)}</option>`)}</select></label>` : nothing}
    <label class="fld"><span>${t("review.comment")}<span class="muted">${placeName(place)}</span></span><textarea name="text" rows="3" maxlength="4000" required></textarea></label>${place.play ? html`<p>${chip(place.play)}</p>` : nothing}
    <p class="row"><button class="btn sm solid">${t("review.add_comment")}</button><button class="btn sm ghost" type="button" @click=${o.cancel}>${t("cancel")}</button></p></form>`;
}
