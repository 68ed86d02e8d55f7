// SPDX-License-Identifier: ISC
// What a person has written in a review and not sent, kept in the browser: it outlives a reload, an ended session and another's decision. By account, so that
// on a shared machine nobody reads another's.
//
//   const drafts = new Drafts(localStorage, userId);
//   drafts.get(checkpointId)                 {decision, feedback, comments: [{id, section, file, line, text, at}], seen: [part], revision, at}
//   drafts.put(checkpointId, draft); drafts.drop(checkpointId);
//   drafts.keep(node, text); drafts.note(node)       a note for the next review of that node

import { apart } from "./plays.js";

const DAYS = 60 * 86400e3;
export const empty = () => ({ decision: null, feedback: "", comments: [], seen: [], revision: null, at: 0 });
export const blank = (d) => !d.decision && !d.feedback.trim() && !d.comments.length && !d.seen.length;

const text = (v) => (typeof v === "string" ? v : "");
const comment = (c) => ({ id: text(c?.id), section: c?.section ?? null, file: c?.file ?? null, line: c?.line ?? null, text: text(c?.text), at: Number(c?.at) || 0 });

/** What was stored, in the form that it should have: a page of another version, or a person with tools, may have written it. */
export function sane(value) {
  if (!value || typeof value !== "object") return empty();
  return { decision: ["approve", "request-changes", "reject"].includes(value.decision) ? value.decision : null, feedback: text(value.feedback),
    comments: (Array.isArray(value.comments) ? value.comments : []).map(comment).filter((c) => c.text), revision: Number(value.revision) || null,
    seen: (Array.isArray(value.seen) ? value.seen : []).filter((s) => typeof s === "string"), at: Number(value.at) || 0 };
}

export class Drafts {
  #store; #user; #now;

  constructor(store, user, now = Date.now) {
    this.#store = store;
    this.#user = user;
    this.#now = now;
    this.#clear();
  }

  #key(kind, id) { return `lud-${kind}:${this.#user}:${id}`; }

  #read(key) { try { return JSON.parse(this.#store.getItem(key)); } catch { return null; } }

  /** A full or forbidden store keeps nothing, and the page goes on: false. */
  #write(key, value) { try { this.#store.setItem(key, JSON.stringify(value)); return true; } catch { return false; } }

  #clear() {
    const old = [];
    for (let i = 0; i < this.#store.length; i++) {
      const key = this.#store.key(i);
      if (/^lud-(draft|note):/.test(key) && !((this.#read(key)?.at ?? 0) > this.#now() - DAYS)) old.push(key);
    }
    old.forEach((key) => this.#store.removeItem(key));
  }

  get(id) { return sane(this.#read(this.#key("draft", id))); }

  put(id, draft) {
    if (blank(draft)) { this.drop(id); return true; }
    return this.#write(this.#key("draft", id), { ...draft, at: this.#now() });
  }

  drop(id) { this.#store.removeItem(this.#key("draft", id)); }

  keep(node, words) { return this.#write(this.#key("note", node), { text: words, at: this.#now() }); }

  note(node) { return text(this.#read(this.#key("note", node))?.text); }

  dropNote(node) { this.#store.removeItem(this.#key("note", node)); }
}

/** What is sent: comments without what is ours alone. */
export const wire = (comments) => comments.map(({ section, file, line, text: words }) => ({ ...(section && { section }), ...(file && { file }), ...(line && { line }), text: words }));

/** A draft as one text, for a note: feedback, then comments with their places. */
export const asNote = (draft) => [draft.feedback.trim(), ...draft.comments.map((c) => `${[c.file ?? c.section, c.line].filter(Boolean).join(":")}: ${apart(c.text).text}`)].filter(Boolean).join("\n");
