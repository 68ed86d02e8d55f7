// SPDX-License-Identifier: ISC
// A finished game: playing it in its frame from the play origin, its zip, a public link. The frame is loaded when somebody wants to play.
import { call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { bytes } from "../i18n/bytes.js";
import { t } from "../i18n/index.js";
import { explain } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import { skeleton } from "../ui/parts.js";
import "../ui/picture.js";
import { mayEdit } from "./actions.js";

class LudRelease extends LudElement {
  static properties = { project: { attribute: false }, build: { state: true }, playing: { state: true }, gone: { state: true }, link: { state: true } };

  willUpdate(changed) {
    if (changed.has("project") && !this.build && !this.gone) this.#read();
  }

  async #read() {
    try { this.build = await call("GET", `/projects/${this.project.id}/build`); } catch { this.gone = true; }
    await this.updateComplete;
    this.tell("lud-came", "top");
  }

  /** Signed addresses last an hour: one that is old is asked for anew. */
  async #play() {
    try {
      if (Date.parse(this.build.expires_at) < Date.now() + 60000) await this.#read();
      this.playing = true;
      await this.updateComplete;
      this.querySelector("iframe").focus();
    } catch (error) { explain(t("project.not_done"))(error); }
  }

  async #share() {
    try {
      this.link = (await call("POST", `/projects/${this.project.id}/shares`, { note: this.project.name, expires_in_days: 30 })).url;
      toast({ title: t("release.shared") });
    } catch (error) { explain(t("project.not_done"))(error); }
  }

  render() {
    if (this.gone) return html`<div class="body"><p class="muted">${t("release.none")}</p></div>`;
    if (!this.build) return html`<div class="body">${skeleton(2, true)}</div>`;
    const { build, project } = this, zip = build.files.find((f) => f.path.endsWith(".zip"));
    return html`<div class="body release"><div class="stage">${this.playing ? html`<iframe src=${build.play_url} sandbox="allow-scripts allow-pointer-lock" allow="autoplay; fullscreen" title=${project.name}></iframe>`
      : html`<button class="start" type="button" @click=${this.#play}><lud-cover .project=${project}></lud-cover><span><i></i>${t("release.play")}</span></button>`}</div>
      <div class="about"><p class="ttl">${project.name}</p><p>${build.summary}</p><p class="stack"><button class="btn solid" type="button" @click=${this.#play}>${t("release.play")}</button><a class="btn" href=${build.zip_url} download>${t("release.zip")}${zip ? html`<small>${bytes(zip.bytes)}</small>` : nothing}</a>
      <a class="btn ghost" href=${build.play_url} target="_blank" rel="noopener noreferrer">${t("release.tab")}</a>${mayEdit(project) ? html`<button class="btn ghost" type="button" @click=${this.#share}>${t("release.share")}</button>` : nothing}</p>
      ${this.link ? html`<p class="muted">${t("release.link")}</p><code class="secret">${this.link}</code>` : nothing}</div></div>`;
  }
}
define("lud-release", LudRelease);
