// SPDX-License-Identifier: ISC
// <lud-review-game .m .cover .mine>: the playable build, beside the one of the revision before (below 900 px one at a time). What was played can go along with a
// comment: `lud-played` tells the recording. watch(recording) plays one again in the reviewed build.
import { define, html, LudElement, nothing } from "../element.js";
import { bytes } from "../i18n/bytes.js";
import { duration, number } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { toast } from "../ui/toast.js";
import { words } from "./comments.js";
import { apart, fits, recordingOf, secondsOf } from "./plays.js";
import { tried } from "./tried.js";

const ANSWER_MS = 2000;
const sizeOf = (files) => files.filter((f) => /^game\//.test(f.path)).reduce((s, f) => s + f.bytes, 0) || files.reduce((s, f) => s + f.bytes, 0);

/** One build in its frame of the play origin. The frame has no origin of its own, so messages to it are for whoever is in it; those from it count when it sent them. */
class LudPlay extends LudElement {
  static properties = { build: { attribute: false }, cover: {}, mine: { type: Boolean }, playing: { state: true }, status: { state: true }, film: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    addEventListener("message", this.#hear);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("message", this.#hear);
    clearTimeout(this.asked);
  }

  get #frame() { return this.querySelector("iframe"); }

  #hear = ({ source, data }) => {
    if (!source || source !== this.#frame?.contentWindow || !data || typeof data !== "object") return;
    if (data.lud === "ready") { this.ready = true; if (this.film) this.#roll(); }
    if (data.lud === "status" && Number.isFinite(data.status?.t)) this.status = data.status;
    if (data.lud === "replay" && this.asked) this.#recorded(recordingOf(data));
  };

  async start() {
    this.playing = true;
    await this.updateComplete;
    this.#frame.focus();
  }

  /** Plays a recording from the beginning. */
  watch(play) {
    this.film = play;
    if (this.ready) this.#roll(); else this.start();
  }

  #roll() { this.#frame.contentWindow.postMessage({ lud: "play", inputs: this.film.inputs }, "*"); }

  #attach = () => {
    this.#frame.contentWindow.postMessage({ lud: "replay" }, "*");
    clearTimeout(this.asked);
    this.asked = setTimeout(() => { this.asked = 0; toast({ title: t("play.silent"), hot: true }); }, ANSWER_MS);
  };

  #recorded(play) {
    clearTimeout(this.asked);
    this.asked = 0;
    if (!play) toast({ title: t("play.nothing"), hot: true });
    else if (!fits(play)) toast({ title: t("play.long"), text: t("play.long_text"), hot: true });
    else this.tell("lud-played", play);
  }

  #foot() {
    const { status, film, build } = this, seconds = status ? status.t / 60 : 0;
    return html`<figcaption><b>r${build.revision}</b><span>${t("review.files", { n: build.files.length })}</span><span>${bytes(sizeOf(build.files))}</span>${film ? html`<span>${t("play.watching", { time: duration(secondsOf(film)) })}</span>` : nothing}
      ${status ? html`<span class="num">${t("play.stands", { time: duration(Math.floor(seconds)), score: number(status.score ?? 0) })}</span>` : nothing}<span class="grow"></span>
      ${this.playing && this.mine ? html`<button class="link" type="button" ?disabled=${!status} @click=${this.#attach}>${t("play.attach")}</button>` : nothing}</figcaption>`;
  }

  render() {
    const { build } = this;
    return html`<figure><div class="frame">${this.playing ? html`<iframe class="game" src=${build.play_url} sandbox="allow-scripts allow-pointer-lock" allow="autoplay; fullscreen; gamepad" title=${`${t("review.game")} r${build.revision}`}></iframe>`
      : html`<button type="button" class="cover" @click=${() => this.start()}>${this.cover ? html`<img src=${this.cover} alt="">` : nothing}<span class="btn solid">${t("review.play")} r${build.revision}</span></button>`}</div>${this.#foot()}</figure>`;
  }
}
define("lud-play", LudPlay);

class LudReviewGame extends LudElement {
  static properties = { m: { attribute: false }, cover: {}, mine: { type: Boolean }, shown: { state: true } };

  /** In: a recording. */
  async watch(play) {
    this.shown = this.m.build.id;
    await this.updateComplete;
    this.querySelector("lud-play").watch(play);
  }

  #both(build, older) {
    const shown = this.shown ?? build.id, one = (b, cover) => html`<lud-play class=${b.id === shown ? "on" : ""} .build=${b} .cover=${cover} ?mine=${this.mine && b === build}></lud-play>`;
    return html`${older ? html`<span class="seg" role="group" aria-label=${t("review.revisions")}>${[older, build].map((b) => html`<button type="button" aria-pressed=${String(b.id === shown)} @click=${() => { this.shown = b.id; }}>r${b.revision}</button>`)}</span>` : nothing}${one(build, this.cover)}${older ? one(older, null) : nothing}`;
  }

  render() {
    const { m } = this, { build } = m, plays = m.asked.filter((c) => apart(c.text).play);
    return html`<div class="doc play ${m.buildBefore ? "pair" : ""}">${this.#both(build, m.buildBefore)}
      <div class="parts"><h3>${t("review.try")}</h3><ol class="rows">${(m.tests?.content.document?.acceptance ?? []).slice(0, 5).map((a) => html`<li>${a.evidence}</li>`)}<li>${t("review.try_own")}</li></ol>${plays.length ? html`<h3>${t("play.earlier", { r: m.before.revision })}</h3><ul class="rows">${plays.map((c) => html`<li>${words(c.text)}${tried(m, c)}</li>`)}</ul>` : nothing}
      <p class="row"><a class="btn sm" href=${build.play_url} target="_blank" rel="noopener noreferrer" data-plain>${t("review.open_build")} <kbd>O</kbd></a> <a class="btn sm ghost" href=${build.zip_url} download data-plain>${t("review.zip")}</a></p></div></div>`;
  }
}
define("lud-review-game", LudReviewGame);
