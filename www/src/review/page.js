// SPDX-License-Identifier: ISC
// <lud-page-review .params>: one checkpoint, from the answers to what was asked before to the decision. What is written stays in the browser (drafts.js) until
// it is sent; when somebody else decides meanwhile the page says so and keeps it.
import "./words.js";
import { call } from "../api.js";
import { define, frame, html, LudElement, nothing, signal, turn } from "../element.js";
import { ago, duration } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { Keys } from "../keys.js";
import { go } from "../router.js";
import { maintenance, user } from "../session.js";
import { readWaiting, waiting } from "../stores/approvals.js";
import { openProject } from "../stores/project.js";
import { footNote } from "../shell/footer.js";
import { agentName, nodeName, since } from "../staff/names.js";
import { errorSheet, explain, wordsOf } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import { contentOf, urlOf } from "../view/files.js";
import "../view/diff.js";
import "../view/json.js";
import "../view/viewer.js";
import { draft as draftNote, field, same, sent } from "./comments.js";
import "./decision.js";
import { asNote, blank, Drafts } from "./drafts.js";
import { loadReview } from "./load.js";
import { editable, openAtOnce, partsOf } from "./model.js";
import css from "./review.css";
import * as sections from "./sections.js";
import { history, outline, stood } from "./sides.js";

const DECIDERS = ["owner", "editor", "reviewer"], EDITORS = ["owner", "editor"];
const NET = ["online", "offline"];
const NARROW = 820; // up to here there is one column
const ACTIONS = { a: "approve", c: "request-changes", r: "reject" };

export class LudPageReview extends LudElement {
  static css = css;
  static properties = { params: { attribute: false }, m: { state: true }, error: { state: true }, draft: { state: true }, part: { state: true }, writing: { state: true }, elsewhere: { state: true }, editing: { state: true }, saving: { state: true },
    view: { state: true }, split: { state: true }, opened: { state: true }, file: { state: true }, most: { state: true }, cover: { state: true }, slow: { state: true }, stage: { state: true } };

  constructor() {
    super();
    Object.assign(this, { part: null, view: "text", split: false, opened: null, most: 6, slow: false, stage: 0 });
    this.keysAre = signal(0); // rises when other keys are good
    new Keys(this, () => { void this.keysAre.value; return this.#keys(); });
  }

  connectedCallback() {
    super.connectedCallback();
    this.store = openProject(this.params.id);
    this.drafts = new Drafts(localStorage, user.peek()?.id ?? "");
    this.wait = setTimeout(() => { this.slow = true; }, 150);
    for (const name of NET) addEventListener(name, this.#net);
    this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.store.close();
    clearTimeout(this.wait);
    for (const name of NET) removeEventListener(name, this.#net);
    if (this.cover) URL.revokeObjectURL(this.cover);
    footNote.value = "";
  }

  #net = () => this.requestUpdate(); // without a network nothing can be decided

  async #load() {
    try {
      const m = await loadReview(this.params.id, this.params.checkpoint);
      this.draft = this.drafts.get(m.c.id);
      const note = this.drafts.note(m.c.node);
      if (m.c.status === "pending" && note && blank({ ...this.draft, seen: [] })) { this.draft = { ...this.draft, feedback: note }; this.drafts.dropNote(m.c.node); this.drafts.put(m.c.id, this.draft); toast({ title: t("review.note_back") }); }
      await turn();
      this.m = m;
      if (m.build) import("./game.js");
      this.part ??= partsOf(m)[0];
      this.opened ??= new Set([openAtOnce(m.diffs)?.file.path].filter(Boolean));
      this.#picture(m);
    } catch (error) { this.error = error; }
  }

  /** The game's cover, where it has one. */
  async #picture(m) {
    const made = m.build?.files.find((f) => /(^|\/)cover\.png$/.test(f.path));
    const file = made && await contentOf(m.c.project_id, made).catch(() => null);
    if (file && this.isConnected) this.cover = await urlOf(file.id, "image/png").catch(() => null);
  }

  /** What is drawn comes part after part from the top, so that no task is long; the decision comes last where it stands below all. */
  async #grow(all) {
    for (this.stage = 1; this.stage <= all; this.stage++) {
      await this.updateComplete;
      await frame();
    }
  }

  updated(changed) { if (changed.has("m") || changed.has("elsewhere")) queueMicrotask(() => { this.keysAre.value++; }); }

  get role() { return this.store.project.value?.role; }
  get canDecide() { return this.m.c.status === "pending" && DECIDERS.includes(this.role) && this.m.c.allowed_actions.length > 0; }

  // What is written

  #put(change) {
    this.draft = { ...this.draft, ...change, revision: this.m.c.revision };
    if (!this.drafts.put(this.m.c.id, this.draft) && !this.warned) { this.warned = true; toast({ title: t("review.not_kept"), hot: true }); }
  }

  #seen(id) { this.#put({ seen: this.draft.seen.includes(id) ? this.draft.seen.filter((s) => s !== id) : [...this.draft.seen, id] }); }

  #add = (c) => { this.#put({ comments: [...this.draft.comments, { ...c, id: crypto.randomUUID(), at: Date.now() }] }); this.writing = null; };

  #write(place) {
    if (!this.canDecide) return;
    this.writing = place;
    this.updateComplete.then(() => this.querySelector(".cmt.write textarea")?.focus());
  }

  /** Comments at a place, sent and drafts, and the field while one is written there. */
  #at(place) {
    const o = { me: user.value?.name ?? "", drop: (id) => this.#put({ comments: this.draft.comments.filter((c) => c.id !== id) }), add: this.#add, cancel: () => { this.writing = null; } };
    const list = this.m.comments.filter((c) => same(c, place)), mine = this.draft.comments.filter((c) => same(c, place)), here = this.writing && same(this.writing, place);
    return list.length || mine.length || here ? html`${list.map((c) => sent(c, this.m.people))}${mine.map((c) => draftNote(c, o))}${here ? field(this.writing, { ...o, sections: place.section?.startsWith("part:document") ? this.m.c.output.sections : null }) : nothing}` : nothing;
  }

  #ofFields() { return [...new Set([...this.m.comments, ...this.draft.comments].map((c) => c.section).filter((s) => s && !s.startsWith("part:")))].map((section) => this.#at({ section })); }

  #notes = (path) => (line) => { const found = this.#at({ file: path, line }); return found === nothing ? nothing : html`<tr><td colspan="4">${found}</td></tr>`; };
  #comment = (path) => (this.canDecide ? (line) => this.#write({ file: path, line }) : null);

  // Keys

  #keys() {
    if (!this.m) return [];
    const parts = partsOf(this.m), to = (n) => this.#go(parts[Math.max(0, Math.min(parts.length - 1, parts.indexOf(this.part) + n))]);
    const decide = Object.entries(ACTIONS).filter(([, a]) => this.canDecide && this.m.c.allowed_actions.includes(a)).map(([key, a]) => ({ key, label: t(`review.${a}`), hint: true, run: () => this.querySelector("lud-decision")?.choose(a) }));
    return [...decide, { key: "ctrl+enter", label: t("review.send"), off: !this.canDecide, run: () => this.querySelector("lud-decision")?.submit() },
      { key: "j", label: t("review.next_part"), hint: true, also: "k", run: () => to(1) }, { key: "k", label: t("review.prev_part"), run: () => to(-1) },
      { key: "v", label: t("review.mark_seen"), hint: true, run: () => this.#seen(this.part) }, { key: "n", label: t("review.comment_part"), hint: true, off: !this.canDecide, run: () => this.#write({ section: `part:${this.part}` }) },
      { key: "o", label: t("review.open_build"), off: !this.m.build, run: () => { open(this.m.build.play_url, "_blank", "noopener"); } },
      { key: "d", label: t("review.see_changes"), off: !parts.includes("changes"), run: () => this.#go("changes") }];
  }

  #go(id) {
    this.part = id;
    const panel = this.querySelector(`#p-${id}`);
    panel?.scrollIntoView({ block: "start" });
    panel?.querySelector("h2")?.focus({ preventScroll: true });
  }

  /** A play that goes along with a comment, again, in the build that is reviewed. */
  #watchPlay = ({ detail }) => {
    if (!this.m.build) { toast({ title: t("play.no_build") }); return; }
    this.#go("build");
    this.querySelector("lud-review-game").watch(detail);
  };

  // The document by hand

  #edit = () => { this.editing = { document: structuredClone(this.m.output.content.document), changed: false, wrong: {} }; };

  #change = ({ detail: { path, value } }) => {
    const keys = path.split("/").slice(1).map((k) => k.replaceAll("~1", "/").replaceAll("~0", "~")), at = keys.slice(0, -1).reduce((v, k) => v[k], this.editing.document);
    at[keys.at(-1)] = value;
    this.editing = { ...this.editing, changed: true };
  };

  #save = async () => {
    this.busy = this.saving = true; // the event that tells of it is ours, and a decision now would be on what was there before
    try {
      await call("PUT", `/outputs/${this.m.output.id}`, { document: this.editing.document });
      const r = this.m.c.revision + 1;
      await this.#load();
      this.editing = null;
      toast({ title: t("review.edited", { r }) });
    } catch (error) {
      if (error.status === 409) { this.editing = null; explain(t("review.edit_late"))(error); this.#load(); return; }
      this.editing = { ...this.editing, error: wordsOf(error), wrong: Object.fromEntries(error.details.filter((d) => d.field?.startsWith("document")).map((d) => [d.field.slice("document".length), d.message])) };
    } finally { this.busy = this.saving = false; }
  };

  // The decision, ours or another's

  #decided = ({ detail: { decision } }) => {
    this.drafts.drop(this.m.c.id);
    readWaiting();
    const next = this.#next();
    toast({ title: t(`review.sent.${decision}`, { r: this.m.c.revision + 1 }), ...(next && { text: t("review.next", { name: next.project_name, what: nodeName(next.node, next.title) }), action: { label: t("open"), href: `/projects/${next.project_id}/checkpoints/${next.id}` } }) });
    go(`/projects/${this.params.id}`);
  };

  /** Somebody was first, or the document is another one now: what is written stays. */
  #refused = async ({ detail: error }) => {
    const first = error.details[0] ?? {};
    this.elsewhere = { decision: first.decision ?? null, by: first.decided_by ?? null, at: first.decided_at ?? null, revision: first.revision ?? null };
    const kept = this.draft;
    await this.#load();
    this.draft = kept;
  };

  #next() { return waiting.value.find((w) => w.id !== this.m.c.id) ?? null; }

  /** Live: the store has heard what became of this review. */
  #watch() {
    const now = this.store.checkpoints.value.find((c) => c.id === this.m.c.id);
    if (!now || this.busy) return;
    const other = this.m.c.status === "pending" && now.status !== "pending", edited = now.revision > this.m.c.revision;
    if (!other && !edited) return;
    this.busy = true;
    queueMicrotask(async () => {
      if (other) this.elsewhere = { decision: now.status, by: now.resolved_by, at: now.resolved_at };
      else this.elsewhere = { decision: null, revision: now.revision };
      const kept = this.draft;
      await this.#load();
      this.draft = kept;
      this.busy = false;
    });
  }

  #keep = () => { this.drafts.keep(this.m.c.node, asNote(this.draft)); this.#discard(); toast({ title: t("review.kept") }); };
  #discard = () => { this.drafts.drop(this.m.c.id); this.draft = this.drafts.get(this.m.c.id); this.elsewhere = null; };

  // Drawing

  #panel(id, title, right, body) {
    const seen = this.draft.seen.includes(id);
    return html`<section class="panel" id="p-${id}" @focusin=${() => { this.part = id; }} @pointerdown=${() => { this.part = id; }}><header><h2 tabindex="-1">${title}</h2><div class="r">${right ?? nothing}${this.canDecide ? html`<button type="button" class="hb" @click=${() => { this.part = id; this.#write({ section: `part:${id}` }); }}>${t("review.comment")}</button>` : nothing}
      <label class="seen"><input type="checkbox" .checked=${seen} @change=${() => this.#seen(id)}> ${t("review.seen")}</label></div></header>${body}${this.#at({ section: `part:${id}` })}${id === "document" ? this.#ofFields() : nothing}</section>`;
  }

  #seenBox = (id) => html`<label class="seen"><input type="checkbox" .checked=${this.draft.seen.includes(id)} @change=${() => this.#seen(id)}> ${t("review.seen")}</label>`;

  #seg(label, pairs, is, set) { return html`<span class="seg" role="group" aria-label=${label}>${pairs.map(([value, text]) => html`<button type="button" aria-pressed=${String(is === value)} @click=${() => set(value)}>${text}</button>`)}</span>`; }

  #part = (id) => {
    const { m } = this, o = { notes: this.#notes, comment: this.#comment, under: (path) => this.#at({ file: path }) };
    const canEdit = this.canDecide && EDITORS.includes(this.role) && m.output && editable(m.output) && !this.editing;
    switch (id) {
    case "answers": return this.#panel(id, t("part.answers_to", { r: m.before?.revision ?? "" }), t("review.of", { n: m.answers.filter((a) => a.state === "done").length, all: m.answers.length }), sections.answers(m));
    case "build": return this.#panel(id, t("part.build"), nothing, html`<lud-review-game .m=${m} .cover=${this.cover} ?mine=${this.canDecide} @lud-played=${({ detail }) => this.#write({ section: "part:build", play: detail })}></lud-review-game>`);
    case "document": return this.#panel(id, t("part.document"), html`${canEdit ? html`<button type="button" class="hb" @click=${this.#edit}>${t("review.edit")}</button>` : nothing}${m.output.files.some((f) => /\.md$/.test(f.path)) && !this.editing
      ? this.#seg(t("review.view"), [["text", t("review.as_text")], ["fields", t("review.as_fields")]], this.view, (v) => { this.view = v; }) : nothing}`,
    sections.document(m, { view: this.view, gone: () => { this.view = "fields"; }, editing: this.editing, change: this.#change, save: this.#save, cancel: () => { this.editing = null; } }));
    case "changes": return this.#panel(id, t("part.changes"), this.#seg(t("review.layout"), [[false, t("review.unified")], [true, t("review.split")]], this.split, (v) => { this.split = v; }),
      sections.changes(m, { ...o, split: this.split, most: this.most, more: () => { this.most += 50; }, opened: this.opened ?? new Set(), open: (path) => { this.opened = new Set(this.opened.has(path) ? [...this.opened].filter((p) => p !== path) : [...this.opened, path]); }, seenBox: this.#seenBox }));
    case "files": return this.#panel(id, t("part.files"), html`<span>${t("review.files", { n: m.output.files.length })}</span>`, sections.files(m, { ...o, file: this.file ?? m.diffs.find((d) => d.id === m.output.id)?.files[0]?.path, choose: (path) => { this.file = path; } }));
    case "tests": return this.#panel(id, t("part.tests"), nothing, sections.tests(m));
    default: return this.#panel(id, t("part.risks"), nothing, sections.risks(m));
    }
  };

  #loading() {
    return html`<div class="page one"><div class="head"><h1>${t("nav.approvals")}</h1></div>${this.error ? errorSheet(this.error, () => { this.error = null; this.#load(); })
      : this.slow ? html`<section class="panel"><header><h2>${t("review.loading")}</h2></header><div class="body" aria-busy="true"><div class="skel"><i class="w60"></i><i></i><i class="w80"></i><i class="blk"></i></div></div></section>` : nothing}</div>`;
  }

  #badge() {
    const { c } = this.m;
    if (c.status !== "pending") return html`<span class="badge ${c.status === "approved" ? "done" : "stop2"}">${t(`decided.${c.status}`)}</span>`;
    return html`<span class="badge wait">${t("review.waiting", { time: duration(since(c.created_at)) })}</span>`;
  }

  #decision() {
    const { c } = this.m;
    if (this.elsewhere) return stood(this.elsewhere, this.m, { blank: blank({ ...this.draft, seen: [] }), keep: this.#keep, discard: this.#discard, on: () => { this.elsewhere = null; } });
    if (c.status !== "pending") return html`<section class="panel"><header><h2>${t("review.decision")}</h2></header><div class="body"><p class="ttl">${t(`decided.${c.status}`)}</p>
      <p class="muted">${c.automatic ? t("review.automatic") : t("review.by", { name: this.m.people.get(c.resolved_by) ?? t("review.somebody"), when: ago(c.resolved_at) })}</p>${c.feedback ? html`<lud-markdown .text=${c.feedback}></lud-markdown>` : nothing}
      ${this.m.newer ? html`<p class="row"><a class="btn solid" href="/projects/${c.project_id}/checkpoints/${this.m.newer.id}">${t("review.to_newer", { r: this.m.newer.revision })}</a></p>` : nothing}</div></section>`;
    if (this.role && !DECIDERS.includes(this.role)) return html`<section class="panel"><header><h2>${t("review.decision")}</h2></header><div class="body"><p class="ttl">${t("review.read_only")}</p><p class="muted">${t("review.read_only_text")}</p></div></section>`;
    return html`<section class="panel hot" id="decide"><header><h2>${t("review.yours")}</h2></header><div class="body"><lud-decision .review=${c} .draft=${this.draft} .material=${this.m} .frozen=${this.saving ? t("loading") : !navigator.onLine ? t("review.offline") : maintenance.value ? t("review.maintenance") : ""}
      @lud-draft=${(event) => this.#put(event.detail)} @lud-decided=${this.#decided} @lud-refused=${this.#refused}></lud-decision></div></section>`;
  }

  #bar() {
    if (!this.canDecide || this.elsewhere) return nothing;
    return html`<nav class="mbar act" aria-label=${t("review.decision")}>${["reject", "request-changes", "approve"].filter((a) => this.m.c.allowed_actions.includes(a)).map((a) => html`<button type="button" class="btn ${a === "approve" ? "solid" : ""}"
      @click=${() => { this.querySelector("lud-decision")?.choose(a); this.querySelector("#decide")?.scrollIntoView({ block: "start" }); }}>${t(`review.${a}.short`)}</button>`)}</nav>`;
  }

  render() {
    if (!this.m || !(this.store.project.value || this.store.error.value)) return this.#loading(); // whole at once: nothing jumps
    this.#watch();
    const { m } = this, { c } = m, parts = partsOf(m), name = nodeName(c.node, c.title), next = this.#next();
    document.title = `${name} r${c.revision} · ${this.store.project.value?.name ?? ""} · Ludwright`;
    if (!this.grows) { this.grows = true; queueMicrotask(() => this.#grow(parts.length)); }
    const foot = next ? t("review.next", { name: next.project_name, what: `${nodeName(next.node, next.title)} r${next.revision}` }) : "";
    if (footNote.peek() !== foot) queueMicrotask(() => { if (this.isConnected) footNote.value = foot; });
    return html`<div class="page review" @lud-watch=${this.#watchPlay}><div class="head"><p class="crumb"><a href="/projects/${c.project_id}">${this.store.project.value?.name ?? ""}</a><a href="/approvals"><span>${t("nav.approvals")}</span></a></p>
      <h1>${name}</h1>${this.#badge()}<p class="sub">${[m.agent && t("review.from", { name: agentName(m.agent) }), t("review.revision", { r: c.revision })].filter(Boolean).join(" · ")}</p>
      <div class="acts"><span class="seg" role="group" aria-label=${t("review.revisions")}>${m.history.toReversed().map((r) => html`<a href="/projects/${c.project_id}/checkpoints/${r.id}" aria-current=${r.id === c.id ? "true" : nothing}>r${r.revision}</a>`)}</span>
      ${m.build ? html`<a class="btn sm" href=${m.build.play_url} target="_blank" rel="noopener noreferrer" data-plain>${t("review.open_build")} <kbd>O</kbd></a>` : nothing}</div></div>
      ${outline(m, parts, { part: this.part, seen: this.draft.seen, go: (id) => this.#go(id) })}
      <div class="mainc">${parts.slice(0, this.stage).map(this.#part)}</div>
      <aside class="rail tail" aria-label=${t("review.decision")}>${this.stage > (innerWidth > NARROW ? 0 : parts.length) ? html`<div class="decide">${this.#decision()}${history(m)}</div>` : nothing}</aside></div>${this.#bar()}`;
  }
}
define("lud-page-review", LudPageReview);
