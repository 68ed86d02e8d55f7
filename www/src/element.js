// SPDX-License-Identifier: ISC
// The base of every element: lit, drawn into the page itself (one theme, labels and landmarks reach everywhere), drawn again when a signal that it
// read has changed, or when the language did.
//
//   class LudThing extends LudElement {
//     static css = text;                        // import text from "./thing.css": adopted once for the document
//     static properties = { project: { attribute: false } };
//     render() { return html`…${t("key")}…${store.count.value}`; }
//   }
//   define("lud-thing", LudThing);
import { effect } from "@preact/signals-core";
import { LitElement, nothing as none } from "lit";

const adopted = new Set();

/** Makes a style sheet part of the document, once. In: CSS text. */
export function adopt(css) {
  if (adopted.has(css)) return;
  adopted.add(css);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** lit makes accessors of what `static properties` names: the checker of types takes any member.
 * @type {(new () => LitElement & Record<string, any>) & Record<string, any>} */
const Base = LitElement;

/** A turn of the browser: what was done so far can be seen, and keys and clicks are heard, before what follows. */
export const turn = () => new Promise((done) => { setTimeout(done); });

/** A picture of what was drawn so far, then a turn; where no picture is drawn (a page behind others) a moment. */
export const frame = () => new Promise((done) => {
  const late = setTimeout(done, 100);
  requestAnimationFrame(() => { clearTimeout(late); setTimeout(done); });
});

export class LudElement extends Base {
  #dispose = null;

  /** With `static apart = true` an element is drawn first in a task of its own, not in that of what it stands in. */
  scheduleUpdate() {
    const draw = () => super.scheduleUpdate();
    return /** @type {any} */ (this.constructor).apart && !this.hasUpdated ? turn().then(draw) : draw();
  }

  createRenderRoot() {
    const { css } = /** @type {any} */ (this.constructor);
    if (css) adopt(css);
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated && !this.#dispose) this.requestUpdate();
  }

  /** Draws inside an effect, so that what is read is watched; a change of it asks for the next drawing. */
  performUpdate() {
    if (!this.isUpdatePending) return;
    this.#dispose?.();
    let first = true;
    this.#dispose = effect(() => {
      if (first) { first = false; super.performUpdate(); } else this.requestUpdate();
    });
    if (!this.isConnected) this.#drop(); // it went before its turn came
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#drop();
  }

  #drop() {
    this.#dispose?.();
    this.#dispose = null;
  }

  /** Says something to whoever holds this element: a bubbling event with a detail. */
  tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })); }
}

export const define = (name, element) => { if (!customElements.get(name)) customElements.define(name, element); };
/** In the place of a template: draws nothing. @type {any} */
export const nothing = none;
export { html, svg } from "lit";
export { batch, computed, effect, signal } from "@preact/signals-core";
