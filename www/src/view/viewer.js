// SPDX-License-Identifier: ISC
// <lud-viewer .project .file>: one file as what it is: Markdown, JSON as tables, code with colours, a picture, a sound. .file is {path, media_type, sha256,
// bytes} as outputs list it, or with an id as GET projects/{id}/files does. .ready is what readAhead() gave: it is drawn at once.
import { define, html, LudElement, nothing } from "../element.js";
import { bytes } from "../i18n/bytes.js";
import { t } from "../i18n/index.js";
import { wordsOf } from "../ui/say.js";
import { contentOf, kindOf, languageOf, textOf, urlOf } from "./files.js";
import "./code.js";
import "./json.js";
import "./markdown.js";
import css from "./view.css";

export class LudViewer extends LudElement {
  static css = css;
  static properties = { project: {}, file: { attribute: false }, ready: { attribute: false }, raw: { type: Boolean }, notes: { attribute: false }, oncomment: { attribute: false }, got: { state: true }, error: { state: true } };

  willUpdate(changed) { if ((changed.has("file") || changed.has("project")) && this.file && this.project) this.#load(); }

  disconnectedCallback() { super.disconnectedCallback(); this.#drop(); }

  connectedCallback() { super.connectedCallback(); if (this.hasUpdated && this.file) this.#load(); }

  #drop() { if (this.url) URL.revokeObjectURL(this.url); this.url = null; }

  async #load() {
    const { file, project } = this, key = `${file.path} ${file.sha256}`;
    if (this.key === key && (this.got || this.loading)) return;
    if (this.ready?.sha256 === file.sha256 && this.ready.path === file.path) { Object.assign(this, { key, error: null, got: { kind: kindOf(file.media_type, file.path), text: this.ready.text } }); return; }
    Object.assign(this, { key, got: null, error: null, loading: true });
    this.#drop();
    try {
      const kept = file.id ? file : await contentOf(project, file);
      if (this.key !== key) return;
      if (!kept) { this.got = { kind: "gone" }; this.tell("lud-gone", file); return; }
      const kind = kindOf(file.media_type, file.path);
      const got = kind === "picture" || kind === "sound" ? { kind, url: await urlOf(kept.id, file.media_type) } : kind === "other" ? { kind } : { kind, text: await textOf(kept.id) };
      if (this.key !== key) { if (got.url) URL.revokeObjectURL(got.url); return; }
      this.url = got.url ?? null;
      this.got = got;
    } catch (error) { if (this.key === key) this.error = error; } finally { if (this.key === key) this.loading = false; }
  }

  #json(text) {
    let value;
    try { value = JSON.parse(text); } catch { return this.#code(text); }
    return html`<div class="doc"><lud-json .value=${value}></lud-json></div>`;
  }

  #code(text) { return html`<lud-code .text=${text} .language=${languageOf(this.file.path)} .path=${this.file.path} .notes=${this.notes} .oncomment=${this.oncomment}></lud-code>`; }

  #shown({ kind, text = undefined, url = undefined }) {
    if (kind === "gone") return html`<p class="doc muted">${t("view.gone")}</p>`;
    if (kind === "other") return html`<p class="doc muted">${t("view.other", { type: this.file.media_type, size: bytes(this.file.bytes) })}</p>`;
    if (kind === "picture") return html`<figure class="doc pic"><div class="frame"><img src=${url} alt=${this.file.path}></div><figcaption>${this.file.path} · ${bytes(this.file.bytes)}</figcaption></figure>`;
    if (kind === "sound") return html`<figure class="doc"><audio controls src=${url}></audio><figcaption class="muted">${this.file.path} · ${bytes(this.file.bytes)}</figcaption></figure>`;
    if (this.raw) return this.#code(text);
    return kind === "markdown" ? html`<div class="doc"><lud-markdown .text=${text}></lud-markdown></div>` : kind === "json" ? this.#json(text) : this.#code(text);
  }

  render() {
    if (!this.file) return nothing;
    if (this.error) return html`<p class="doc err">${wordsOf(this.error)}</p>`;
    return this.got ? this.#shown(this.got) : html`<div class="doc skel" aria-busy="true"><i class="w60"></i><i></i><i class="w80"></i></div>`;
  }
}
define("lud-viewer", LudViewer);
