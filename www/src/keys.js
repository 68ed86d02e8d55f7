// SPDX-License-Identifier: ISC
// Single keys and what they do. A page or element binds its own while it is on screen; the footer shows the hints, "?" lists all. Off while typing, while
// a dialog is open, and when the reader has switched them off (WCAG 2.1.4).
//
//   new Keys(this, () => [{ key: "p", label: t("project.pause"), hint: true, run: () => … }])
//
// key: one of event.key in lower case ("enter", "/", "?", "["), "ctrl+enter" (which works while typing too), or two after each other: "g p".
import { computed, signal } from "@preact/signals-core";

const bound = signal([]);
export const enabled = signal(localStorage.getItem("lud-shortcuts") !== "off");
export const all = computed(() => bound.value.flatMap((one) => one.list()));

export function setEnabled(to) {
  enabled.value = to;
  localStorage.setItem("lud-shortcuts", to ? "on" : "off");
}

/** A controller of an element: its keys are bound while it is connected. */
export class Keys {
  constructor(host, list) {
    this.list = list;
    host.addController(this);
  }

  hostConnected() { bound.value = [...bound.value, this]; }
  hostDisconnected() { bound.value = bound.value.filter((one) => one !== this); }
}

/** The name of a key event, as in `key` above. */
export const nameOf = (event) => `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.key.toLowerCase()}`;

/** Is something being written or chosen here, so that the key belongs to it? */
const typing = (node) => node?.isContentEditable || /^(input|textarea|select)$/.test(node?.localName ?? "") && !/^(checkbox|radio|button|submit)$/.test(node.type);

let before = null;
let timer = 0;

/** In: list of bound keys, newest last; the name now, the name before or null. Out: the one that is meant. */
export const choose = (list, now, last) => list.findLast((one) => (last && one.key === `${last} ${now}`) || one.key === now) ?? null;

function onkeydown(event) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const name = nameOf(event), node = event.composedPath()[0];
  const free = name.startsWith("ctrl+");
  if (free ? !all.value.some((one) => one.key === name) : typing(node) || !enabled.value) return;
  if (document.querySelector("dialog[open]")) return;
  if (name === "enter" && node?.closest?.("a, button, summary, [role=button], input, label")) return;
  const one = choose(all.value.filter((k) => !k.off), name, before);
  clearTimeout(timer);
  before = one ? null : name;
  timer = setTimeout(() => { before = null; }, 900);
  if (!one) return;
  event.preventDefault();
  one.run(event);
}

export const start = () => document.addEventListener("keydown", onkeydown);
