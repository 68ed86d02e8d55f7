// SPDX-License-Identifier: ISC
// A form of the settings: held while it is sent, fields marked with what the server says, "saved" said once.
import { html, LudElement, nothing } from "../element.js";
import { t } from "../i18n/index.js";
import { wordsOf } from "../ui/say.js";
import { toast } from "../ui/toast.js";

export class FormElement extends LudElement {
  /** @type {Record<string, object>} */
  static properties = { busy: { state: true }, error: { state: true }, fields: { state: true } };

  /** In: send(fields of the form, the form); done: what the toast says. */
  send(send, done = t("saved")) {
    return async (event) => {
      event.preventDefault();
      const form = event.target;
      this.busy = true;
      this.error = null;
      this.fields = {};
      try {
        await send(Object.fromEntries(new FormData(form)), form);
        if (done) toast({ title: done });
      } catch (error) { this.fields = error.fields ?? {}; this.error = error.code === "REAUTH_REQUIRED" ? t("settings.needs_password") : wordsOf(error); }
      this.busy = false;
    };
  }

  field(name, label, { type = "text", value = "", complete = "off", required = true, min = nothing, max = nothing, placeholder = nothing } = {}) {
    const wrong = this.fields?.[name];
    return html`<label class="fld"><span>${label}</span><input name=${name} type=${type} .value=${value} autocomplete=${complete} ?required=${required} minlength=${min} maxlength=${max} placeholder=${placeholder} spellcheck="false" aria-invalid=${wrong ? "true" : nothing}>
      ${wrong ? html`<span class="err">${wrong}</span>` : nothing}</label>`;
  }

  end(verb, cls = "solid", more = nothing) {
    return html`${this.error ? html`<p class="err" role="alert">${this.error}</p>` : nothing}<p class="row"><button class="btn ${cls} ${this.busy ? "busy" : ""}" ?disabled=${this.busy}>${verb}</button>${more}</p>`;
  }
}

export const panel = (title, body, right = nothing) => html`<section class="panel"><header><h2>${title}</h2>${right === nothing ? nothing : html`<div class="r">${right}</div>`}</header><div class="body">${body}</div></section>`;
