// SPDX-License-Identifier: ISC
// <lud-markdown .text>: Markdown of agents and people, who are not trusted. HTML in it is shown as text; what the parser makes goes through DOMPurify; links
// leave without a referrer, and pictures from elsewhere become their names.
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { define, html, LudElement } from "../element.js";

let tools = null;

const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

async function load() {
  const [{ Marked }, { default: purify }] = await Promise.all([import("marked"), import("dompurify")]);
  const marked = new Marked({ gfm: true, breaks: false, async: false });
  marked.use({ renderer: {
    html: ({ text }) => escape(text),
    image: ({ text, href }) => `<em>${escape(text || href)}</em>`,
    heading({ tokens, depth }) { const level = Math.min(6, depth + 2); return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`; },
  } });
  purify.addHook("afterSanitizeAttributes", (node) => {
    if (node.localName !== "a") return;
    node.setAttribute("rel", "noopener noreferrer");
    node.setAttribute("target", "_blank");
  });
  return { marked, purify };
}

const ALLOWED = { ALLOWED_TAGS: ["a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"],
  ALLOWED_ATTR: ["href", "rel", "target", "start", "align"], ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i, ALLOW_DATA_ATTR: false };

/** In: Markdown. Out: HTML that is safe to show. */
export async function safe(text) {
  tools ??= load();
  const { marked, purify } = await tools;
  return purify.sanitize(marked.parse(text ?? ""), ALLOWED);
}

export class LudMarkdown extends LudElement {
  static properties = { text: {}, made: { state: true } };

  willUpdate(changed) {
    if (!changed.has("text")) return;
    const text = this.text;
    safe(text).then((made) => { if (this.text === text) this.made = made; }, () => { this.made = null; });
  }

  render() { return html`<div class="md">${this.made === undefined ? "" : this.made === null ? html`<pre>${this.text}</pre>` : unsafeHTML(this.made)}</div>`; }
}
define("lud-markdown", LudMarkdown);
