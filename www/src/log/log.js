// SPDX-License-Identifier: ISC
// <lud-log .store .follow .level>: a project's log as it is written. `tools` adds search, level, and the way to the next error; `tall` is for a page of its
// own. A hundred thousand lines are kept and only those in sight are drawn. store.selected narrows it to one agent and its workers. Says `lud-follow` when
// the reader scrolls away from the end, or back to it.
import { repeat } from "lit/directives/repeat.js";
import { define, html, LudElement, nothing } from "../element.js";
import { clock } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { agentName } from "../staff/names.js";
import { taskName } from "../ui/tasks.js";
import { LEVELS, Ring, windowOf } from "./ring.js";

const ROWS = { wide: 19, narrow: 44 }, SHOWN_MS = 2000;

export class LudLog extends LudElement {
  static properties = { store: { attribute: false }, follow: { type: Boolean }, level: {}, tools: { type: Boolean }, tall: { type: Boolean }, text: { state: true }, chosen: { state: true }, top: { state: true }, height: { state: true }, behind: { state: true } };

  constructor() {
    super();
    Object.assign(this, { follow: true, level: "INFO", tools: false, tall: false, text: "", chosen: null, top: 0, height: 226, behind: 0 });
    this.ring = new Ring(100000);
    this.phone = matchMedia("(max-width: 820px)");
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizes = new ResizeObserver(() => { const box = this.querySelector(".log"); if (box && box.clientHeight !== this.height) this.height = box.clientHeight; });
    this.sizes.observe(this);
  }

  disconnectedCallback() { super.disconnectedCallback(); this.sizes.disconnect(); }

  get row() { return this.phone.matches ? ROWS.narrow : ROWS.wide; }

  /** Which agents' lines show: all, or one and its workers. */
  #agents(selected, agents) {
    if (!selected) return null;
    const one = agents.find((a) => a.id === selected);
    return new Set([selected, ...(one?.sub_agents ?? []).map((w) => w.id)]);
  }

  #names(agents) {
    if (this.namesOf === agents) return this.nameMap;
    this.namesOf = agents;
    this.nameMap = new Map(agents.flatMap((a) => [[a.id, agentName(a)], ...(a.sub_agents ?? []).map((w) => [w.id, taskName(w)])]));
    return this.nameMap;
  }

  /** What came goes into the ring; another filter looks at all of it. */
  #take() {
    const { store } = this, agents = store.agents.value, selected = store.selected.value, lines = store.logs.value;
    const filter = `${this.level} ${this.text} ${selected} ${selected && agents.length}`;
    if (filter !== this.filterKey) { this.filterKey = filter; this.ring.filter({ level: this.level, text: this.text, agents: this.#agents(selected, agents) }); }
    let from = lines.length;
    while (from > 0 && lines[from - 1].id > this.ring.last) from--;
    const had = this.ring.count, fresh = from < lines.length && this.ring.size > 0;
    this.ring.add(lines.slice(from));
    if (fresh) { this.freshFrom = lines[from].id; this.freshUntil = Date.now() + SHOWN_MS; clearTimeout(this.fade); this.fade = setTimeout(() => this.requestUpdate(), SHOWN_MS + 50); }
    if (!this.follow && this.ring.count > had && had) this.behind += this.ring.count - had;
  }

  #scroll = (event) => {
    const box = event.currentTarget, atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < this.row * 1.5;
    this.top = box.scrollTop;
    if (this.placed === box.scrollTop) return;
    if (this.follow !== atEnd) { this.follow = atEnd; this.tell("lud-follow", atEnd); }
    if (atEnd) this.behind = 0;
  };

  setFollow(to) { this.follow = to; if (to) this.behind = 0; this.tell("lud-follow", to); }

  /** To the next error, from the chosen line on. */
  nextError = () => {
    if (LEVELS.indexOf(this.level) > LEVELS.indexOf("ERROR")) this.level = "INFO";
    const place = this.ring.next("ERROR", this.place ?? -1);
    if (place < 0) return;
    this.setFollow(false);
    this.place = place;
    this.chosen = this.ring.slice(place, place + 1)[0];
    const box = this.querySelector(".log");
    box.scrollTop = Math.max(0, place * this.row - box.clientHeight / 2);
  };

  #choose(line, place) { this.chosen = this.chosen?.id === line.id ? null : line; this.place = this.chosen ? place : null; }

  updated() {
    const box = this.querySelector(".log"), pad = this.querySelector(".pad"), list = this.querySelector(".log ol");
    if (!pad) return;
    pad.style.height = `${this.win.all}px`;
    list.style.transform = `translateY(${this.win.before}px)`;
    if (this.follow && box.scrollTop + box.clientHeight < this.win.all) { box.scrollTop = this.win.all; this.placed = box.scrollTop; if (this.top !== box.scrollTop) this.top = box.scrollTop; }
  }

  #line(line, place, names) {
    const fresh = line.id >= this.freshFrom && Date.now() < this.freshUntil;
    return html`<li class="${fresh ? "new" : ""} ${this.chosen?.id === line.id ? "sel" : ""}" @click=${() => this.#choose(line, place)}><time>${clock(line.timestamp, true)}</time> <span class="l ${line.level}">${line.level}</span>
      <span class="a">${names.get(line.agent_id) ?? ""}</span> <span class="m">${line.message}</span></li>`;
  }

  #bar() {
    return html`<div class="logbar"><input type="search" .value=${this.text} aria-label=${t("logs.filter")} placeholder=${t("logs.filter")} @input=${(event) => { this.text = event.target.value; }}>
      <span class="seg" role="group" aria-label=${t("logs.level")}>${LEVELS.map((level) => html`<button type="button" aria-pressed=${String(this.level === level)} @click=${() => { this.level = level; }}>${t(`logs.${level}`)}</button>`)}</span>
      <span class="seg"><button type="button" aria-pressed=${String(this.follow)} aria-keyshortcuts="f" @click=${() => this.setFollow(!this.follow)}>${t("logs.follow")}</button></span>
      <button class="btn sm" type="button" ?disabled=${this.ring.next("ERROR") < 0} @click=${this.nextError}>${t("logs.error")}</button>
      <span class="muted">${t("logs.of", { n: this.ring.count, all: this.ring.size })}</span></div>`;
  }

  render() {
    if (!this.store) return nothing;
    this.#take();
    const { count, size } = this.ring, names = this.#names(this.store.agents.value), end = Math.max(0, count * this.row - this.height);
    this.win = windowOf({ top: this.follow ? end : Math.min(this.top, end), height: this.height, row: this.row, count });
    const lines = this.ring.slice(this.win.from, this.win.to);
    return html`${this.tools ? this.#bar() : nothing}<div class="logwrap"><div class="log ${this.tall ? "tall" : ""} ${this.tall && count < 8 ? "few" : ""}" role="log" aria-label=${t("logs.label")} aria-live=${this.follow ? "polite" : "off"} tabindex="0" @scroll=${this.#scroll}>
      ${count ? nothing : html`<p class="none">${size ? t("logs.none_match", { n: size }) : t("logs.none")}</p>`}
      <div class="pad"></div><ol>${repeat(lines, (line) => line.id, (line, i) => this.#line(line, this.win.from + i, names))}</ol></div>
      ${this.behind ? html`<button class="btn sm lognew" type="button" @click=${() => this.setFollow(true)}>${t("logs.new", { n: this.behind })}</button>` : nothing}</div>
      ${this.chosen ? html`<div class="logmore" tabindex="0" role="region" aria-label=${t("graph.col.note")}><b>${clock(this.chosen.timestamp, true)} ${this.chosen.level} ${names.get(this.chosen.agent_id) ?? ""}</b>
${this.chosen.message}${this.chosen.metadata ? `\n${JSON.stringify(this.chosen.metadata, null, 1)}` : ""}</div>` : nothing}`;
  }
}
define("lud-log", LudLog);
