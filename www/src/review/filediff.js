// SPDX-License-Identifier: ISC
// <lud-file-diff .output .with .file .split .notes .oncomment>: a file as one output has it beside how another had it: text by lines, pictures side by side.
// In: ids of the outputs; file {path, media_type, bytes} of the newer one; .ready, what readPair() gave.
import { define, html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { wordsOf } from "../ui/say.js";
import { kindOf, ofOutput, textAt, urlAt } from "../view/files.js";
import "../view/diff.js";

/** Both texts of a file before they are drawn, for .ready; null where it is no text, or they did not come. */
export async function readPair(output, older, file) {
  if (["picture", "sound", "other"].includes(kindOf(file.media_type, file.path))) return null;
  try { return { key: `${output} ${older} ${file.path}`, pair: await Promise.all([older, output].map((id) => textAt(ofOutput(id, file.path)))) }; } catch { return null; }
}

define("lud-file-diff", class extends LudElement {
  static properties = { output: {}, with: {}, file: { attribute: false }, ready: { attribute: false }, split: { type: Boolean }, notes: { attribute: false }, oncomment: { attribute: false }, pair: { state: true }, failed: { state: true } };

  willUpdate(changed) {
    if (changed.has("output") || changed.has("with") || changed.has("file")) this.#read(`${this.output} ${this.with} ${this.file.path}`);
  }

  async #read(key) {
    if (this.key === key) return;
    this.key = key;
    if (this.ready?.key === key) { this.pair = this.ready.pair; return; }
    const { path, media_type: type } = this.file, picture = kindOf(type, path) === "picture";
    try {
      const pair = await Promise.all([this.with, this.output].map((id) => (picture ? urlAt(ofOutput(id, path), type) : textAt(ofOutput(id, path)))));
      if (this.key === key) this.pair = pair;
    } catch (error) { this.failed = error; }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const one of this.pair ?? []) if (one.startsWith("blob:")) URL.revokeObjectURL(one);
  }

  render() {
    if (this.failed) return html`<p class="doc err">${wordsOf(this.failed)}</p>`;
    if (!this.pair) return html`<div class="doc skel" aria-busy="true"><i class="w60"></i><i></i></div>`;
    const [before, after] = this.pair, { path, media_type: type } = this.file;
    if (kindOf(type, path) !== "picture") return html`<lud-diff .before=${before} .after=${after} .path=${path} ?split=${this.split} .notes=${this.notes ?? nothing} .oncomment=${this.oncomment}></lud-diff>`;
    const one = (url, word) => html`<figure class="pic"><div class="frame"><img src=${url} alt=${`${path}, ${word}`}></div><figcaption class="muted">${word}</figcaption></figure>`;
    return html`<div class="doc beside">${one(before, t("review.was"))}${one(after, t("review.is"))}</div>`;
  }
});
