// SPDX-License-Identifier: ISC
// <lud-json .value>: JSON as tables and lists a person can read: objects as two columns, lists of alike objects as a table, texts as texts, colours with a
// swatch. `.edit` makes every leaf a field; changes come as `lud-json-change` {path, value}.
import { define, html, LudElement, nothing, svg } from "../element.js";
import { number } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import css from "./view.css";

// What people look for first. The database keeps no order of members.
const FIRST = ["title", "tagline", "verdict", "recommendation", "summary", "genre_family", "genre_reason", "core_loop", "player_fantasy", "win", "lose", "must_have", "must_not", "score", "checklist", "must_fix", "id", "key", "name"];
const place = (key) => (FIRST.indexOf(key) + 1 || FIRST.length + 1);
const keysOf = (value) => Object.keys(value).sort((a, b) => place(a) - place(b));
const isObject = (v) => v !== null && typeof v === "object" && !Array.isArray(v);
const isLeaf = (v) => v === null || typeof v !== "object";
export const label = (key) => tOr(`field.${key}`, key.replaceAll("_", " "));
const UUID = /^(\w+_)?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/; // nobody reads it: a member "id" that is one does not show
const LONG = 480; // a member that takes more room than this, in characters, folds
const noteOf = (v) => (Array.isArray(v) ? t("view.items", { n: v.length }) : t("view.members", { n: Object.keys(v).length }));

/** Lists of objects with mostly the same few leaf members become a table. Out: its columns, or null. */
export function columns(list) {
  if (list.length < 2 || !list.every(isObject)) return null;
  const keys = [...new Set(list.flatMap(Object.keys))];
  const leafy = list.every((one) => Object.values(one).every((v) => isLeaf(v) || (Array.isArray(v) && v.every(isLeaf))));
  return leafy && keys.length <= 9 ? keys.sort((a, b) => place(a) - place(b)) : null;
}

export class LudJson extends LudElement {
  static css = css;
  static properties = { value: { attribute: false }, edit: { type: Boolean }, wrong: { attribute: false } };

  #leaf(value, path) {
    if (this.edit) return this.#field(value, path);
    if (value === null || value === "") return html`<span class="muted">—</span>`;
    if (/^[0-9a-f]{40,}$/.test(value)) return html`<span class="mono" title=${value}>${value.slice(0, 10)}</span>`;
    if (typeof value === "boolean") return html`<span class=${value ? "ok" : "alert"}>${t(value ? "view.yes" : "view.no")}</span>`;
    if (typeof value === "number") return html`<span class="num">${number(value, 4)}</span>`;
    if (/^#[0-9a-f]{6}$/i.test(value)) return html`<span class="swatch"><svg viewBox="0 0 14 14" aria-hidden="true">${svg`<rect width="14" height="14" fill=${value}/>`}</svg>${value}</span>`;
    return value.includes("\n") && /[#@.]{3}/.test(value) ? html`<pre>${value}</pre>` : html`<span class="tx">${value}</span>`;
  }

  #field(value, path) {
    const set = (to) => this.tell("lud-json-change", { path, value: to }), wrong = this.wrong?.[path], name = path.split("/").slice(1).map(label).join(", ");
    const state = { "aria-invalid": wrong ? "true" : nothing };
    if (typeof value === "boolean") return html`<input type="checkbox" aria-label=${name} .checked=${value} @change=${(e) => set(e.target.checked)}>`;
    if (typeof value === "number") return html`<input class="in" type="number" step="any" aria-label=${name} aria-invalid=${state["aria-invalid"]} .value=${String(value)} @change=${(e) => { if (e.target.value !== "") set(Number(e.target.value)); }}>${wrong ? html`<p class="err">${wrong}</p>` : nothing}`;
    if (value === null) return html`<span class="muted">—</span>`;
    return html`<textarea class="in" rows=${Math.min(8, Math.ceil(value.length / 60) || 1)} aria-label=${name} aria-invalid=${state["aria-invalid"]} .value=${value} @change=${(e) => set(e.target.value)}></textarea>${wrong ? html`<p class="err">${wrong}</p>` : nothing}`;
  }

  #list(list, path) {
    if (!list.length) return html`<span class="muted">${t("view.none")}</span>`;
    const cols = this.edit ? null : columns(list);
    if (cols) {
      return html`<div class="scrollx" tabindex="0" role="region" aria-label=${label(path.split("/").at(-1))}><table class="grid"><thead><tr>${cols.map((key) => html`<th scope="col">${label(key)}</th>`)}</tr></thead>
        <tbody>${list.map((one, i) => html`<tr>${cols.map((key) => html`<td class=${typeof one[key] === "number" ? "num" : ""}>${key in one ? this.#any(one[key], `${path}/${i}/${key}`) : ""}</td>`)}</tr>`)}</tbody></table></div>`;
    }
    if (!this.edit && list.every((v) => isLeaf(v) && String(v).length < 24) && list.length > 1) return html`<span class="chips">${list.map((v, i) => html`<span>${this.#leaf(v, `${path}/${i}`)}</span>`)}</span>`;
    return html`<ul class="jl">${list.map((v, i) => html`<li>${this.#any(v, `${path}/${i}`)}</li>`)}</ul>`;
  }

  #object(value, path) {
    const keys = keysOf(value).filter((key) => this.edit || key !== "id" || !UUID.test(value.id)), deep = path.split("/").length > 1;
    if (!keys.length) return html`<span class="muted">${t("view.none")}</span>`;
    return html`<dl class="jo ${deep ? "deep" : ""}">${keys.map((key) => html`<div><dt>${label(key)}</dt><dd>${this.#member(value[key], `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, deep)}</dd></div>`)}</dl>`;
  }

  #member(value, path, deep) {
    const inner = this.#any(value, path);
    if (deep || this.edit || isLeaf(value) || JSON.stringify(value).length < LONG) return inner;
    return html`<details><summary>${noteOf(value)}</summary>${inner}</details>`;
  }

  #any(value, path) { return isLeaf(value) ? this.#leaf(value, path) : Array.isArray(value) ? this.#list(value, path) : this.#object(value, path); }

  render() { return this.value === undefined ? nothing : this.#any(this.value, ""); }
}
define("lud-json", LudJson);
