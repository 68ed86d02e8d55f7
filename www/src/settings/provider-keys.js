// SPDX-License-Identifier: ISC
// One's own keys of model providers: write only. What is shown of a key is its last four characters; whether the
// provider answers can be asked.
import { call } from "../api.js";
import { define, html, nothing } from "../element.js";
import { day, duration } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { explain, wordsOf } from "../ui/say.js";
import { toast } from "../ui/toast.js";
import { FormElement, panel } from "./form.js";

const LOOK_MS = 1000, LOOKS = 90; // a worker has asked by then, or none is there
const TESTED = { waiting: "run", good: "done", failed: "fail" };
const PROVIDERS = { anthropic: "Anthropic", openai: "OpenAI" };

class LudSettingsKey extends FormElement {
  static properties = { provider: {}, kept: { attribute: false }, tested: { state: true } };
  #send = this.send(async ({ key }, form) => {
    this.kept = await call("PUT", `/users/me/provider-keys/${this.provider}`, { key });
    form.reset();
  });

  async #remove() {
    try { await call("DELETE", `/users/me/provider-keys/${this.provider}`); this.kept = null; toast({ title: t("provider.removed") }); } catch (error) { explain(t("project.not_done"))(error); }
  }

  /** Lets a worker ask the provider, with one's own key or the installation's, and says what it was told. */
  #test = async () => {
    this.tested = { status: "waiting" };
    try {
      let test = await call("POST", "/providers/test", { provider: this.provider });
      for (let i = 0; i < LOOKS && test.status === "waiting" && this.isConnected; i++) {
        await new Promise((done) => { setTimeout(done, LOOK_MS); });
        test = await call("GET", `/providers/tests/${test.id}`);
      }
      this.tested = test.status === "waiting" ? { status: "failed", message: t("provider.no_worker") } : test;
    } catch (error) { this.tested = { status: "failed", message: wordsOf(error) }; }
  };

  #result({ status, message = null, model = null, duration: seconds = null }) {
    return html`<p class="row" role="status"><span class="badge ${TESTED[status]}">${t(`provider.test.${status}`)}</span> <span>${[message, model, seconds === null ? null : duration(seconds)].filter(Boolean).join(" · ")}</span></p>`;
  }

  render() {
    const waits = this.tested?.status === "waiting";
    return panel(PROVIDERS[this.provider], html`<p class="line">${this.kept ? html`<span class="mono">•••• ${this.kept.last4}</span><span class="muted">${t("provider.since", { date: day(this.kept.created_at) })}</span><button class="btn sm ghost danger" type="button" @click=${() => this.#remove()}>${t("provider.remove")}</button>` : html`<span class="muted">${t("provider.none")}</span>`}</p>
      <form @submit=${this.#send}>${this.field("key", this.kept ? t("provider.replace") : t("provider.key"), { type: "password", min: 16, max: 1000 })}${this.end(t("provider.keep"), "solid", html`<button class="btn ghost ${waits ? "busy" : ""}" type="button" ?disabled=${waits} @click=${this.#test}>${t("provider.test")}</button>`)}</form>${this.tested ? this.#result(this.tested) : nothing}`, this.kept ? t("provider.there") : nothing);
  }
}
define("lud-settings-key", LudSettingsKey);

class LudSettingsKeys extends FormElement {
  static properties = { keys: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    call("GET", "/users/me/provider-keys").then(({ items }) => { this.keys = items; }, explain());
  }

  render() {
    return html`<p class="lead muted">${t("provider.text")}</p>${this.keys ? Object.keys(PROVIDERS).map((name) => html`<lud-settings-key .provider=${name} .kept=${this.keys.find((k) => k.provider === name) ?? null}></lud-settings-key>`) : nothing}`;
  }
}
define("lud-settings-keys", LudSettingsKeys);
