// SPDX-License-Identifier: ISC
// Two texts as rows of a table: what is the same, what came, what went, and within a changed line which words. Pure; the package `diff` is handed in.
//
//   rows(lib, before, after)   [{kind: " " | "-" | "+" | "@", o, n, text, parts}]   o, n: line numbers, before and after; "@" stands for `hidden` lines
//   parts                      [{text, mark}] where words differ

const CONTEXT = 3, ALIKE = 0.4;
const linesOf = (part) => { const lines = part.value.split("\n"); if (lines.at(-1) === "") lines.pop(); return lines; };

function words(lib, before, after) {
  const both = lib.diffWordsWithSpace(before, after), same = both.filter((p) => !p.added && !p.removed).reduce((n, p) => n + p.value.length, 0);
  if (same < ALIKE * Math.max(before.length, after.length)) return null;
  const of = (skip) => both.filter((p) => !p[skip]).map((p) => ({ text: p.value, mark: Boolean(p.added || p.removed) }));
  return { before: of("added"), after: of("removed") };
}

/** Lines that went and came at the same place, in pairs, have their words compared. */
function pair(lib, went, came) {
  for (let i = 0; i < Math.min(went.length, came.length); i++) {
    const both = words(lib, went[i].text, came[i].text);
    if (both) { went[i].parts = both.before; came[i].parts = both.after; }
  }
}

function all(lib, before, after) {
  const out = [];
  let o = 1, n = 1, went = [];
  for (const part of lib.diffLines(before, after)) {
    const lines = linesOf(part);
    if (part.removed) { went = lines.map((text) => ({ kind: "-", o: o++, n: null, text })); out.push(...went); continue; }
    if (part.added) { const came = lines.map((text) => ({ kind: "+", o: null, n: n++, text })); pair(lib, went, came); out.push(...came); } else out.push(...lines.map((text) => ({ kind: " ", o: o++, n: n++, text })));
    went = [];
  }
  return out;
}

/** Leaves out what is the same and far from a change. */
export function fold(list, context = CONTEXT) {
  const near = new Array(list.length).fill(false);
  list.forEach((row, i) => { if (row.kind !== " ") for (let j = Math.max(0, i - context); j <= Math.min(list.length - 1, i + context); j++) near[j] = true; });
  const out = [];
  for (let i = 0; i < list.length; i++) {
    if (near[i]) { out.push(list[i]); continue; }
    const from = i;
    while (i + 1 < list.length && !near[i + 1]) i++;
    if (i - from < 2) out.push(...list.slice(from, i + 1));
    else out.push({ kind: "@", o: list[from].o, n: list[from].n, text: "", hidden: i - from + 1, rows: list.slice(from, i + 1) });
  }
  return out;
}

export const rows = (lib, before, after) => fold(all(lib, before, after));

/** Rows side by side: [{left, right}]. */
export function split(list) {
  const out = [];
  for (let i = 0; i < list.length;) {
    if (list[i].kind !== "-" && list[i].kind !== "+") { out.push({ left: list[i], right: list[i] }); i++; continue; }
    const went = [], came = [];
    while (list[i]?.kind === "-") went.push(list[i++]);
    while (list[i]?.kind === "+") came.push(list[i++]);
    for (let k = 0; k < Math.max(went.length, came.length); k++) out.push({ left: went[k] ?? null, right: came[k] ?? null });
  }
  return out;
}

export const counts = (list) => ({ plus: list.filter((r) => r.kind === "+").length, minus: list.filter((r) => r.kind === "-").length });

/** "/params/0/value" → ["params", "0", "value"] (RFC 6901). */
export const pointer = (path) => path.split("/").slice(1).map((p) => p.replaceAll("~1", "/").replaceAll("~0", "~"));

/** Which numbers changed: a document's differences that are numbers on both sides, with their share. */
export const numbers = (parts) => parts.filter((p) => p.change === "changed" && typeof p.old === "number" && typeof p.new === "number")
  .map((p) => ({ path: p.path, old: p.old, new: p.new, share: p.old ? (p.new - p.old) / Math.abs(p.old) : null }));

/** The lines of two values, so that they may be compared: texts as they are, others as indented JSON. */
export const linesFor = (value) => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));
