// SPDX-License-Identifier: ISC
// <lud-picture .file=${file id} alt="…">: an image from the store, which needs the token and so cannot be an address. And which file is a project's cover.
import { accessToken, call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";

const pictures = new Map(); // file id → promise of an object address; a picture never changes
const covers = new Map();
const MOST = 120;

async function load(id) {
  const answer = await fetch(`/api/v1/files/${id}`, { headers: { Authorization: `Bearer ${await accessToken()}` } });
  if (!answer.ok) throw new Error(String(answer.status));
  return URL.createObjectURL(await answer.blob());
}

function address(id) {
  if (!pictures.has(id)) {
    pictures.set(id, load(id));
    pictures.get(id).catch(() => pictures.delete(id));
    if (pictures.size > MOST) {
      const [oldest, made] = pictures.entries().next().value;
      pictures.delete(oldest);
      made.then((url) => URL.revokeObjectURL(url), () => {});
    }
  }
  return pictures.get(id);
}

/** The newest pictures of a project's files, each path once. */
export async function picturesOf(project) {
  const { items } = await call("GET", `/projects/${project}/files?source=agent&limit=100`);
  const seen = new Set();
  return items.filter((f) => /^image\/(png|svg\+xml|jpeg|webp)$/.test(f.media_type)).filter((f) => { const name = f.path.replace(/^game\//, ""); return !seen.has(name) && seen.add(name); });
}

/** The id of a project's cover, or null. In: version changes when it may have been made anew. */
export function coverOf(project, version = "") {
  const key = `${project} ${version}`;
  if (!covers.has(key)) covers.set(key, picturesOf(project).then((list) => list.find((f) => /(^|\/)cover\.png$/.test(f.path))?.id ?? null, () => { covers.delete(key); return null; }));
  return covers.get(key);
}

class LudPicture extends LudElement {
  static properties = { file: {}, alt: {}, url: { state: true } };

  willUpdate(changed) {
    if (!changed.has("file") || !this.file) return;
    const id = this.file;
    address(id).then((url) => { if (id === this.file) this.url = url; }, () => {});
  }

  render() { return this.url ? html`<img src=${this.url} alt=${this.alt ?? ""}>` : nothing; }
}
define("lud-picture", LudPicture);

class LudCover extends LudElement {
  static properties = { project: { attribute: false }, file: { state: true } };

  willUpdate(changed) {
    if (!changed.has("project") || !this.project) return;
    const { id, status, current_phase: phase } = this.project;
    if (status !== "draft" && phase > 1) coverOf(id, `${status}${phase}`).then((file) => { this.file = file; });
  }

  render() {
    return html`<figure class="cover">${this.file ? html`<lud-picture .file=${this.file} alt=""></lud-picture>`
      : html`<svg viewBox="0 0 120 60" preserveAspectRatio="none" aria-hidden="true"><path d="M0 18h120M0 24h120M0 30h120M0 36h120M0 42h120" stroke="currentColor" fill="none" vector-effect="non-scaling-stroke"/></svg>`}</figure>`;
  }
}
define("lud-cover", LudCover);
