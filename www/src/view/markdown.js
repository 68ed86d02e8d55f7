// SPDX-License-Identifier: ISC
// <lud-markdown .text>: Markdown of agents and people, who are not trusted. No HTML is made of it: marked says what each piece is, and each kind of piece has its
// template here, in which all else is text. HTML in it is shown as text; links go to https, http and mail alone and leave without a referrer; pictures become
// their names.
import { define, html, LudElement, nothing, turn } from "../element.js";

let grammar = null, lexer = null;
let ahead = { text: "", tokens: [] }; // what is about to be drawn
export const readGrammar = () => (grammar ??= import("./marks.js").then(({ Lexer }) => { lexer = Lexer; }));
const lex = (text) => (text === ahead.text ? ahead.tokens : lexer.lex(text, { gfm: true }));

/** Brings the grammar and takes a text apart, in a task of its own, so that what is drawn then has its text from the first picture on. */
export async function readMarks(text) {
  await readGrammar();
  await turn();
  ahead = { text, tokens: lex(text) };
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'", nbsp: "\u00a0" };
/** Characters that are written by name or number. */
const plain = (text) => text.replace(/&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (all, name, ten, sixteen) => {
  const code = Number(ten ?? `0x${sixteen ?? "0"}`);
  return name ? NAMED[name.toLowerCase()] : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
});

const LINK = /^(?:https?:|mailto:)/i;
const link = (token) => (LINK.test(token.href) ? html`<a href=${token.href} rel="noopener noreferrer" target="_blank">${list(token.tokens)}</a>` : list(token.tokens));

/** A page has its own h1 and h2: these begin below them. */
const HEADINGS = [(body) => html`<h3>${body}</h3>`, (body) => html`<h4>${body}</h4>`, (body) => html`<h5>${body}</h5>`, (body) => html`<h6>${body}</h6>`];

const item = (one) => html`<li>${one.task ? (one.checked ? "☑ " : "☐ ") : nothing}${list(one.tokens)}</li>`;
const row = (cells, of) => html`<tr>${cells.map((cell) => of(list(cell.tokens)))}</tr>`;
const table = ({ header, rows }) => html`<table><thead>${row(header, (body) => html`<th>${body}</th>`)}</thead><tbody>${rows.map((cells) => row(cells, (body) => html`<td>${body}</td>`))}</tbody></table>`;

const KINDS = {
  blockquote: (token) => html`<blockquote>${list(token.tokens)}</blockquote>`, br: () => html`<br>`, checkbox: () => nothing, code: (token) => html`<pre><code>${token.text}</code></pre>`, codespan: (token) => html`<code>${token.text}</code>`,
  def: () => nothing, del: (token) => html`<del>${list(token.tokens)}</del>`, em: (token) => html`<em>${list(token.tokens)}</em>`, escape: (token) => token.text, heading: (token) => HEADINGS[Math.min(token.depth, 4) - 1](list(token.tokens)), hr: () => html`<hr>`,
  image: (token) => html`<em>${token.text || token.href}</em>`, link, paragraph: (token) => html`<p>${list(token.tokens)}</p>`, space: () => nothing, strong: (token) => html`<strong>${list(token.tokens)}</strong>`, table,
  list: (token) => (token.ordered ? html`<ol start=${token.start || 1}>${token.items.map(item)}</ol>` : html`<ul>${token.items.map(item)}</ul>`),
};

/** Pieces as templates; of a kind that is not known, and of HTML, its text. */
const list = (tokens) => tokens.map((token) => KINDS[token.type]?.(token) ?? (token.tokens ? list(token.tokens) : token.type === "html" ? token.raw : plain(token.text ?? token.raw)));

export class LudMarkdown extends LudElement {
  static properties = { text: {}, made: { state: true } };

  willUpdate(changed) {
    if (!changed.has("text")) return;
    const text = this.text, make = () => { if (this.text === text) this.made = list(lex(text ?? "")); };
    if (lexer) make(); else readGrammar().then(make).catch(() => { this.made = null; });
  }

  render() { return html`<div class="md">${this.made === null ? html`<pre>${this.text}</pre>` : this.made ?? nothing}</div>`; }
}
define("lud-markdown", LudMarkdown);
