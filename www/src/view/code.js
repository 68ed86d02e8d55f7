// SPDX-License-Identifier: ISC
// <lud-code .text .language .path .comments .oncomment>: code with line numbers and colours. Where a review takes comments, a line number is a button.
import { define, html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { colour } from "./colour.js";
import css from "./view.css";

const PAGE = 60;

export class LudCode extends LudElement {
  static css = css;
  static properties = { text: {}, language: {}, path: {}, notes: { attribute: false }, oncomment: { attribute: false }, most: { state: true } };

  constructor() { super(); this.most = PAGE; this.made = null; }

  willUpdate(changed) {
    if (!changed.has("text") && !changed.has("language")) return;
    this.most = PAGE;
    this.made = colour((this.text ?? "").replace(/\n$/, ""), this.language);
  }

  #number(n) { return this.oncomment ? html`<button type="button" class="lnb" aria-label=${t("review.comment_line", { n })} @click=${() => this.oncomment(n)}>${n}</button>` : n; }

  render() {
    const lines = (this.text ?? "").replace(/\n$/, "").split("\n");
    return html`<div class="scrollx" tabindex="0" role="region" aria-label=${this.path ?? t("view.code")}><table class="diff"><tbody>
      ${lines.slice(0, this.most).map((line, i) => html`<tr><td class="ln">${this.#number(i + 1)}</td><td class="cd">${this.made ? this.made[i]?.map(([cls, part]) => (cls ? html`<span class=${cls}>${part}</span>` : part)) : line}</td></tr>${this.notes?.(i + 1) ?? nothing}`)}
      </tbody></table></div>${lines.length > this.most ? html`<p class="more"><button class="btn sm" type="button" @click=${() => { this.most += 1000; }}>${t("view.more_lines", { n: lines.length - this.most })}</button></p>` : nothing}`;
  }
}
define("lud-code", LudCode);
