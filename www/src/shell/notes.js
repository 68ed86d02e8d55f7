// SPDX-License-Identifier: ISC
// What the bell opens: notifications, newest first. Opening one marks it read.
import { define, html, LudElement, nothing } from "../element.js";
import { ago } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { hrefOf, readAll, readOne } from "../stores/notifications.js";

class LudNotes extends LudElement {
  static properties = { items: { attribute: false } };

  #one = (note) => html`<li class=${note.read_at ? "" : "new"}><a href=${hrefOf(note)} @click=${() => { readOne(note); this.tell("close"); }}>
    <b>${tOr(`note.${note.kind}`, note.kind)}</b><span>${note.data.project_name ?? note.data.projectName ?? note.data.title ?? nothing}</span><time class="muted">${ago(note.created_at)}</time></a></li>`;

  render() {
    return html`<section class="pop panel" aria-label=${t("notes.title")}><header><h2>${t("notes.title")}</h2>${this.items.some((n) => !n.read_at) ? html`<div class="r"><span class="seg"><button type="button" @click=${readAll}>${t("notes.read_all")}</button></span></div>` : nothing}</header>
      <div class="body">${this.items.length ? html`<ul class="rows">${this.items.map(this.#one)}</ul>` : html`<p class="muted">${t("notes.none")}</p>`}</div></section>`;
  }
}
define("lud-notes", LudNotes);
