// SPDX-License-Identifier: ISC
// The files of a project: what agents made and what people put there. Uploading is by the button or by dropping a file on the panel.
import { accessToken, ApiError, call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { bytes } from "../i18n/bytes.js";
import { ago } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { confirm } from "../ui/confirm.js";
import { empty, skeleton } from "../ui/parts.js";
import { errorSheet, explain } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import { download, mayEdit } from "./actions.js";

const MOST = 50 * 2 ** 20;

async function fetchBlob(path) {
  const answer = await fetch(`/api/v1${path}`, { headers: { Authorization: `Bearer ${await accessToken()}` } });
  if (!answer.ok) throw new ApiError(answer.status, null);
  return answer.blob();
}

class LudFiles extends LudElement {
  static properties = { project: { attribute: false }, version: {}, files: { state: true }, error: { state: true }, source: { state: true }, more: { state: true }, over: { state: true } };

  willUpdate(changed) {
    if (changed.has("version") || changed.has("source")) this.#read();
  }

  async #read(cursor = null) {
    try {
      const page = await call("GET", `/projects/${this.project.id}/files?limit=100${this.source ? `&source=${this.source}` : ""}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
      this.files = cursor ? [...this.files, ...page.items] : page.items;
      this.more = page.next_cursor;
    } catch (error) { this.error = error; }
  }

  async #upload(file) {
    if (!file) return;
    if (file.size > MOST) { toast({ title: t("files.too_large"), text: file.name, hot: true }); return; }
    try {
      await call("POST", `/projects/${this.project.id}/files?name=${encodeURIComponent(file.name)}`, file);
      toast({ title: t("files.uploaded"), text: file.name });
      this.#read();
    } catch (error) { explain(t("project.not_done"))(error); }
  }

  async #remove(file) {
    if (!(await confirm({ title: t("files.delete_title"), text: file.path, verb: t("files.delete"), danger: true }))) return;
    try { await call("DELETE", `/files/${file.id}`); this.#read(); } catch (error) { explain(t("project.not_done"))(error); }
  }

  #row = (f) => html`<tr><td class="mono"><button class="link" type="button" @click=${() => download(`/files/${f.id}`, f.path.split("/").at(-1), fetchBlob)}>${f.path}</button></td><td>${t(`files.${f.source}`)}</td><td>${f.media_type}</td><td class="num">${bytes(f.bytes)}</td><td class="num nowrap">${ago(f.created_at)}</td>
    <td class="num">${f.source === "upload" && mayEdit(this.project) ? html`<button class="link" type="button" @click=${() => this.#remove(f)}>${t("files.delete")}</button>` : nothing}</td></tr>`;

  render() {
    if (this.error) return errorSheet(this.error, () => { this.error = null; this.#read(); });
    const seg = (value, label) => html`<button type="button" aria-pressed=${String((this.source ?? "") === value)} @click=${() => { this.source = value; }}>${label}</button>`;
    const drop = { over: (event) => { event.preventDefault(); this.over = true; }, leave: () => { this.over = false; }, drop: (event) => { event.preventDefault(); this.over = false; this.#upload(event.dataTransfer.files[0]); } };
    return html`<section class="panel ${this.over ? "over" : ""}" @dragover=${drop.over} @dragleave=${drop.leave} @drop=${drop.drop}><header><h2>${t("project.files")}</h2><div class="r"><span class="seg" role="group" aria-label=${t("files.source")}>${seg("", t("files.all"))}${seg("agent", t("files.agent"))}${seg("upload", t("files.upload"))}</span></div></header>
      <div class="body scrollx" tabindex="0" role="group" aria-label=${t("project.files")}>${!this.files ? skeleton(5) : this.files.length ? html`<table class="grid"><thead><tr>${["file", "source", "kind", "size", "when", ""].map((name, i) => html`<th scope="col" class=${i > 2 ? "num" : ""}>${name ? t(`th.${name}`) : html`<span class="sr">${t("files.delete")}</span>`}</th>`)}</tr></thead><tbody>${this.files.map(this.#row)}</tbody></table>` : empty(t("files.none"))}
      ${this.more ? html`<p class="row"><button class="btn sm" type="button" @click=${() => this.#read(this.more)}>${t("more")}</button></p>` : nothing}</div>
      ${mayEdit(this.project) ? html`<div class="body foot"><label class="btn sm">${t("files.add")}<input class="sr" type="file" @change=${(event) => { this.#upload(event.target.files[0]); event.target.value = ""; }}></label><span class="muted">${t("files.drop")}</span></div>` : nothing}</section>`;
  }
}
define("lud-files", LudFiles);
