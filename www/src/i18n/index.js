// SPDX-License-Identifier: ISC
// Words and numbers in the reader's language. Text stands in i18n/en/*.json and i18n/ja/*.json alone, with the same keys (tests/ui/words.test.mjs).
//
//   await setLanguage("ja");
//   t("project.start")                          the text
//   t("agents.live", { n: 3 })                  {n} is filled in; "one agent|{n} agents" takes the form that n asks for
//   await addWords(en, ja)                      more words, for a part that is loaded later: two functions that import a file each
import { signal } from "@preact/signals-core";

export const LANGUAGES = ["en", "ja"];
export const language = signal("en");
const words = signal({});
const loaders = [{ en: () => import("./en/core.json"), ja: () => import("./ja/core.json") }];

const first = () => {
  const kept = localStorage.getItem("lud-language");
  return LANGUAGES.includes(kept) ? kept : navigator.language?.startsWith("ja") ? "ja" : "en";
};

/** A part's words in a language. The build puts addresses where the modules say import(): words are data, not script. */
async function load(one, of) {
  if (typeof one[of] !== "string") return (await one[of]()).default;
  const answer = await fetch(one[of]);
  if (!answer.ok) throw new Error(`${answer.status} ${one[of]}`);
  return answer.json();
}

/** Loads the words of a language and shows them; nothing changes until they are there. */
export async function setLanguage(to = first()) {
  const parts = await Promise.all(loaders.map((one) => load(one, to)));
  words.value = Object.assign({}, ...parts);
  language.value = to;
  document.documentElement.lang = to;
}

export function keepLanguage(to) {
  localStorage.setItem("lud-language", to);
  return setLanguage(to);
}

export async function addWords(en, ja) {
  const one = { en, ja };
  loaders.push(one);
  const more = await load(one, language.value);
  words.value = { ...words.value, ...more };
}

/** A number as both languages write it. In: how many digits may follow the point. The first formatter of Intl that a page makes costs it more than all the words that it
 * draws: what is drawn at once needs none. */
export function plain(n, most = 3) {
  const [whole, rest] = String(Number(n.toFixed(most))).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
}

/** The text of a key with {names} filled in. In: vars.n decides between the forms of "one|many"; a language with one form has no "|". */
export function fill(text, /** @type {Record<string, any>} */ vars = {}) {
  const forms = text.split("|"), form = forms[forms.length > 1 && "n" in vars && vars.n !== 1 ? 1 : 0];
  return form.replace(/\{(\w+)\}/g, (all, name) => (name in vars ? (typeof vars[name] === "number" ? plain(vars[name]) : vars[name]) : all));
}

export function t(key, vars) {
  const text = words.value[key];
  return text === undefined ? key : fill(text, vars);
}

/** The text of a key, or of another text when there is none: for names that the server may know more of than we do. */
export const tOr = (key, other) => (key in words.value ? t(key) : other);
