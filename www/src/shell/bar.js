// SPDX-License-Identifier: ISC
// <lud-bar .row>: the bar at the foot of a phone, loaded there alone: places of a project where one is shown, else the sections; and what is behind "more".
import { define, html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { at } from "../router.js";
import { isAdmin, signOut } from "../session.js";
import { waiting } from "../stores/approvals.js";
import { NAV } from "./header.js";

class LudBar extends LudElement {
  static properties = { row: { attribute: false }, more: { state: true } };

  /** [words, address, is it here, how many wait] of each place, and what these leave out. */
  #places() {
    const { path } = at.value, id = this.row?.tag === "lud-page-project" && path.split("/")[2], base = `/projects/${id}`, all = waiting.value;
    const sections = NAV.map(([name, href]) => [t(`nav.${name}.short`), href, this.row?.nav === name, name === "approvals" && all.length]);
    if (!id) return [sections, []];
    return [["", "/approvals", "/outputs", "/logs"].map((place) => [t(`project.${place.slice(1) || "overview"}`), base + place, path === base + place, place === "/approvals" && all.filter((c) => c.project_id === id).length]),
      NAV.map(([name, href]) => [t(`nav.${name}`), href])];
  }

  render() {
    const [places, others] = this.#places(), shut = () => { this.more = false; }, row = ([text, href]) => html`<li><a href=${href} @click=${shut}>${text}</a></li>`;
    return html`<nav class="mbar" aria-label=${t("nav.sections")}>${places.map(([text, href, here, n]) => html`<a href=${href} aria-current=${here ? "page" : nothing}>${text}${n ? html`<span class="n">${n}</span>` : nothing}</a>`)}
      <button type="button" aria-expanded=${String(!!this.more)} @click=${() => { this.more = !this.more; }}>${t("nav.more")}</button></nav>
      ${this.more ? html`<div class="sheet-up"><ul class="menu">${[...others, ...(isAdmin.value ? [[t("nav.admin"), "/admin"]] : []), [t("project.new"), "/projects/new"]].map(row)}<li><button type="button" @click=${signOut}>${t("sign_out")}</button></li></ul></div>` : nothing}`;
  }
}
define("lud-bar", LudBar);
