// SPDX-License-Identifier: ISC
// The newest outputs: pictures as pictures, documents by name.
import { define, html, LudElement, nothing } from "../element.js";
import { ago, number } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { picturesOf } from "../ui/picture.js";

class LudNewOutputs extends LudElement {
  static properties = { store: { attribute: false }, pictures: { state: true } };
  #of = null;

  /** Pictures are read again when there are more outputs, not at each drawing. */
  #read(newest) {
    if (this.#of === newest) return;
    this.#of = newest;
    picturesOf(this.store.id).then((list) => { this.pictures = list.filter((f) => /\.png$/.test(f.path)).slice(0, 3); }, () => { this.pictures ??= []; });
  }

  render() {
    const outputs = this.store.outputs.value;
    this.#read(outputs[0]?.id);
    if (!outputs.length || !this.pictures) return nothing; // whole at once
    const base = `/projects/${this.store.id}`, documents = outputs.filter((o) => o.stage !== "plan" && !/_worker$/.test(o.agent_type)).slice(0, 4);
    return html`<section class="panel"><header><h2>${t("project.new_outputs")}</h2><div class="r"><a href=${`${base}/outputs`}>${number(outputs.length)}${outputs.length === 100 ? "+" : nothing}</a></div></header><div class="body">
      ${this.pictures?.length ? html`<div class="thumbs">${this.pictures.map((f) => html`<a href=${`${base}/files`}><figure><lud-picture .file=${f.id} alt=""></lud-picture></figure>${f.path.split("/").at(-1)}</a>`)}</div>` : nothing}
      <ul class="rows made">${documents.map((o) => html`<li><a href=${`${base}/agents/${o.agent_id}`}><b>${tOr(`output.${o.output_type}`, o.output_type.replaceAll("_", " "))}</b><small>r${o.revision}</small><time class="muted">${ago(o.created_at)}</time></a></li>`)}</ul></div></section>`;
  }
}
define("lud-new-outputs", LudNewOutputs);
