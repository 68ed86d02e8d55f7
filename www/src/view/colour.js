// SPDX-License-Identifier: ISC
// Colours of code: a text as lines of [class, text], for the languages that games are made of. One expression a language finds comments, strings, numbers and
// words; whatever it does not know stays plain. Pure, and never HTML: what comes out is put on the page as text.

const KEYWORDS = new Set(("await async break case catch class const continue debugger default delete do else export extends false finally for from function get if import in instanceof let new null of "
  + "return set static super switch this throw true try typeof undefined var void while with yield").split(" "));
const NUMBER = "\\b(?:0x[\\da-f]+|\\d[\\d_]*(?:\\.\\d+)?(?:e[+-]?\\d+)?)\\b";
const DOUBLE = "\"(?:[^\"\\\\\\n]|\\\\.)*\"?", SINGLE = "'(?:[^'\\\\\\n]|\\\\.)*'?";
const BLOCK = "/\\*[\\s\\S]*?(?:\\*/|$)";

// Groups in order; a class of null is decided by the word itself.
const LANGUAGES = {
  javascript: { find: `(//[^\\n]*|${BLOCK})|(${DOUBLE}|${SINGLE}|\`(?:[^\`\\\\]|\\\\[\\s\\S])*\`?)|(${NUMBER})|([A-Za-z_$][\\w$]*)`, classes: ["c", "s", "num", null] },
  json: { find: `(${DOUBLE})(?=\\s*:)|(${DOUBLE})|(-?${NUMBER})|\\b(true|false|null)\\b`, classes: ["f", "s", "num", "k"] },
  css: { find: `(${BLOCK})|(${DOUBLE}|${SINGLE})|(#[\\da-f]{3,8}\\b|-?\\b\\d+(?:\\.\\d+)?(?:%|[a-z]+)?)|(@[\\w-]+)|([\\w-]+)(?=\\s*:[^;{}]*[;}])`, classes: ["c", "s", "num", "k", "f"] },
  xml: { find: `(<!--[\\s\\S]*?(?:-->|$))|(${DOUBLE}|${SINGLE})(?=[^<>]*>)|(</?[\\w:-]+|/?>)|([\\w:-]+)(?==["'])`, classes: ["c", "s", "k", "f"] },
};

function classOf(word, text, end) {
  if (KEYWORDS.has(word)) return "k";
  return /^\s*\(/.test(text.slice(end, end + 8)) ? "f" : null;
}

/** Puts a piece into lines: one that goes over line breaks is a piece in each. */
function put(lines, cls, text) {
  text.split("\n").forEach((part, i) => { if (i) lines.push([]); if (part) lines.at(-1).push([cls, part]); });
}

const MOST = 200000;

/** Out: lines of [class or null, text]; null when the language is not known, or the text is very long. */
export function colour(text, language) {
  const rule = LANGUAGES[language];
  if (!rule || text.length > MOST) return null;
  const lines = [[]];
  let at = 0;
  for (const found of text.matchAll(new RegExp(rule.find, "gi"))) {
    if (!found[0]) continue;
    const group = found.slice(1).findIndex((part) => part !== undefined), end = found.index + found[0].length;
    put(lines, null, text.slice(at, found.index));
    put(lines, rule.classes[group] ?? classOf(found[0], text, end), found[0]);
    at = end;
  }
  put(lines, null, text.slice(at));
  return lines;
}
