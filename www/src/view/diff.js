// SPDX-License-Identifier: ISC
// <lud-diff .before .after .path>: two texts, the changes of one to the other; `split` puts them side by side. Lines far from a change fold; a line number is a
// button where a review takes comments (.oncomment), and .notes(line) gives what stands under it.
import { define, html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { counts, rows, split } from "./lines.js";
import css from "./view.css";

let tools = null, lib = null;
const MOST = 1500;
/** Brings what finds the changes: diffs that are drawn then stand at once. */
export const readTools = () => (tools ??= import("./difftools.js").then((module) => { lib = module; }));

export class LudDiff extends LudElement {
  static css = css;
  static properties = { before: {}, after: {}, path: {}, split: { type: Boolean }, notes: { attribute: false }, oncomment: { attribute: false }, list: { state: true }, most: { state: true } };

  constructor() { super(); this.list = null; this.most = MOST; }

  willUpdate(changed) {
    if (!changed.has("before") && !changed.has("after")) return;
    const { before, after } = this;
    const make = () => { if (this.before === before && this.after === after) { this.list = rows(lib, before ?? "", after ?? ""); this.tell("lud-diff-counts", counts(this.list)); } };
    this.list = null;
    if (lib) make(); else readTools().then(make);
  }

  #unfold(row) { this.list = this.list.flatMap((one) => (one === row ? row.rows : [one])); }

  #number(n) { return n === null ? nothing : this.oncomment ? html`<button type="button" class="lnb" aria-label=${t("review.comment_line", { n })} @click=${() => this.oncomment(n)}>${n}</button>` : n; }

  #text = (row) => (row.parts ? row.parts.map((p) => (p.mark ? html`<mark>${p.text}</mark>` : p.text)) : row.text);

  #hidden(row, span) { return html`<tr class="h"><td colspan=${span}><button type="button" @click=${() => this.#unfold(row)}>${t("view.hidden", { n: row.hidden })}</button></td></tr>`; }

  #one = (row) => {
    if (row.kind === "@") return this.#hidden(row, 4);
    const said = { "+": t("view.added"), "-": t("view.removed") }[row.kind];
    return html`<tr class=${{ "+": "a", "-": "d" }[row.kind] ?? ""}><td class="ln o">${row.o ?? ""}</td><td class="ln">${this.#number(row.n)}</td><td class="sg">${said ? html`<span class="sr">${said}</span>` : nothing}<span aria-hidden="true">${{ "+": "+", "-": "−" }[row.kind] ?? " "}</span></td><td class="cd">${this.#text(row)}</td></tr>
      ${row.n ? this.notes?.(row.n) ?? nothing : nothing}`;
  };

  #pair = ({ left, right }) => {
    if (left?.kind === "@") return this.#hidden(left, 4);
    const cls = (row, kind, c) => (row?.kind === kind ? c : "");
    return html`<tr><td class="ln">${left?.o ?? ""}</td><td class="cd half ${cls(left, "-", "dd")}">${left ? this.#text(left) : ""}</td><td class="ln">${right ? this.#number(right.n) : ""}</td><td class="cd half ${cls(right, "+", "aa")}">${right ? this.#text(right) : ""}</td></tr>
      ${right?.n ? this.notes?.(right.n) ?? nothing : nothing}`;
  };

  render() {
    if (!this.list) return html`<div class="skel" aria-busy="true"><i></i><i class="w80"></i></div>`;
    if (!this.list.some((r) => r.kind === "+" || r.kind === "-")) return html`<p class="doc muted">${t("view.same")}</p>`;
    const shown = this.list.slice(0, this.most);
    return html`<div class="scrollx" tabindex="0" role="group" aria-label=${this.path ?? t("view.changes")}><table class="diff ${this.split ? "two" : ""}"><tbody>${this.split ? split(shown).map(this.#pair) : shown.map(this.#one)}</tbody></table></div>
      ${this.list.length > this.most ? html`<p class="more"><button class="btn sm" type="button" @click=${() => { this.most += MOST; }}>${t("view.more_lines", { n: this.list.length - this.most })}</button></p>` : nothing}`;
  }
}
define("lud-diff", LudDiff);
