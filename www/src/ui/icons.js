// SPDX-License-Identifier: ISC
// The few pictures that shapes of CSS cannot make: 16 units, straight strokes.
import { html } from "../element.js";

const icon = (d) => html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${d} /></svg>`;
export const icons = {
  theme: html`<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="5.5"/><path d="M8 2.5a5.5 5.5 0 0 1 0 11Z" fill="currentColor"/></svg>`,
  bell: icon("M3 12V7a5 5 0 0 1 10 0v5M1.5 12.5h13M6.5 15h3"),
  more: html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8h.1M8 8h.1M13 8h.1" stroke-width="2.6" stroke-linecap="square"/></svg>`,
};
