// SPDX-License-Identifier: ISC
// <lud-decision .review .draft .material .role>: which answers the server allows, what each costs, feedback, and the password where the last check is too old.
// Tells `lud-draft` (what changed), `lud-decided` (the checkpoint as it is now), `lud-refused` (409 or 412: somebody or something was first).
import { accessToken, call, reauth } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { duration, usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { user } from "../session.js";
import { agentName, nodeName } from "../staff/names.js";
import { wordsOf } from "../ui/say.js";
import { wire } from "./drafts.js";
import { targets } from "./model.js";

const FRESH_S = 280;
const KEYS = { approve: "A", "request-changes": "C", reject: "R" };

/** Seconds since the password was last checked, as the token says. */
export function checkedAgo(token, now = Date.now()) {
  try { return now / 1000 - JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).auth_time; } catch { return Infinity; }
}

export class LudDecision extends LudElement {
  static properties = { review: { attribute: false }, draft: { attribute: false }, material: { attribute: false }, frozen: {}, busy: { state: true }, error: { state: true }, wrong: { state: true }, asks: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.look();
    this.timer = setInterval(() => this.look(), 20000);
  }

  disconnectedCallback() { super.disconnectedCallback(); clearInterval(this.timer); }

  /** Is the last password check too old? Asked again while the page is open, since time passes. */
  async look() { this.asks = checkedAgo(await accessToken(false).catch(() => null)) > FRESH_S; }

  #set(change) { this.error = null; this.tell("lud-draft", change); }

  choose(action) {
    if (!this.review.allowed_actions.includes(action) || this.frozen) return;
    this.#set({ decision: action });
    this.updateComplete.then(() => this.querySelector("[name=feedback]")?.focus());
  }

  submit() { this.querySelector("form")?.requestSubmit(); }

  #cost(action) {
    const e = this.review.estimate?.[action];
    if (!e) return null;
    return t("review.cost", { time: duration(Math.max(1, e.duration)), usd: usd(e.cost_usd) });
  }

  #explain(action) {
    const { c, agent } = this.material, who = agent ? agentName(agent) : c.title, text = t(`review.${action}.text`, { who, r: c.revision + 1 });
    const cost = this.#cost(action);
    return cost ? `${text} ${cost}` : text;
  }

  #send = async (event) => {
    event.preventDefault();
    const { draft, review } = this, form = event.target, password = form.elements.password?.value;
    if (!draft.decision || this.busy) return;
    this.wrong = null;
    this.error = null;
    if (draft.decision === "request-changes" && !draft.feedback.trim() && !draft.comments.length) { this.wrong = t("review.say_what"); form.elements.feedback.focus(); return; }
    this.busy = true;
    try {
      if (password) await reauth(password);
      const target = form.elements.target?.value;
      const now = await call("POST", `/checkpoints/${review.id}/${draft.decision}`, { revision: review.revision, ...(draft.feedback.trim() && { feedback: draft.feedback.trim() }),
        ...(draft.comments.length && { comments: wire(draft.comments) }), ...(target && { target }) }, { "Idempotency-Key": (this.once ??= crypto.randomUUID()) });
      this.tell("lud-decided", { now, decision: draft.decision });
    } catch (error) { this.once = null; this.#failed(error, form, password); }
    this.busy = false;
  };

  #failed(error, form, password) {
    if (error.status === 409 || error.status === 412) { this.tell("lud-refused", error); return; }
    if (error.status === 401 && password) { this.error = { password: t("wrong_password") }; form.elements.password.select(); return; }
    if (error.code === "REAUTH_REQUIRED") { this.asks = true; return; }
    this.error = { whole: [wordsOf(error), ...error.details.map((d) => d.message).filter(Boolean)].join(" ") };
  }

  #option = (action) => html`<label class="opt"><input type="radio" name="decision" value=${action} .checked=${this.draft.decision === action} ?disabled=${Boolean(this.frozen)} aria-keyshortcuts=${KEYS[action].toLowerCase()}
    @change=${() => this.#set({ decision: action })}><i></i><span><b>${t(`review.${action}`)}</b><small>${this.#explain(action)}</small></span><kbd aria-hidden="true">${KEYS[action]}</kbd></label>`;

  #target() {
    const list = this.draft.decision === "request-changes" ? targets(this.material.graph, this.review.node) : [];
    return list.length > 1 ? html`<label class="fld"><span>${t("review.target")}</span><select name="target"><option value="">${t("review.target_any")}</option>${list.map(({ target, nodes }) => html`<option value=${target}>${nodes.map((n) => nodeName(n.id, n.title)).join(" + ")}</option>`)}</select></label>` : nothing;
  }

  render() {
    const { review: c, draft } = this, n = draft.comments.length, chosen = draft.decision;
    return html`<form @submit=${this.#send} novalidate><fieldset class="opts" ?disabled=${Boolean(this.frozen)}><legend class="sr">${t("review.decision")}</legend>${c.allowed_actions.toSorted((a, b) => "acr".indexOf(KEYS[a].toLowerCase()) - "acr".indexOf(KEYS[b].toLowerCase())).map(this.#option)}</fieldset>
      <label class="fld"><span>${t(chosen === "request-changes" ? "review.what_change" : chosen === "reject" ? "review.why_reject" : "review.words")}<span class="muted">${t("review.markdown")}</span></span>
        <textarea name="feedback" rows="5" maxlength="20000" .value=${draft.feedback} aria-invalid=${this.wrong ? "true" : nothing} aria-describedby="d-wrong" @input=${(event) => { this.wrong = null; this.#set({ feedback: event.target.value }); }}></textarea></label>
      <p class="err" id="d-wrong" role="alert" ?hidden=${!this.wrong}>${this.wrong}</p>
      ${this.#target()}${n ? html`<p class="muted">${t("review.goes_along", { n })}</p>` : nothing}
      ${this.asks && !this.frozen ? html`<label class="fld"><span>${t("review.password")}</span><input type="text" name="username" autocomplete="username" .value=${user.value?.email ?? ""} hidden><input type="password" name="password" required autocomplete="current-password" aria-invalid=${this.error?.password ? "true" : nothing} aria-describedby="d-pass"></label>
        <p class="err" id="d-pass" role="alert" ?hidden=${!this.error?.password}>${this.error?.password}</p>` : nothing}
      ${this.error?.whole ? html`<p class="err" role="alert">${this.error.whole}</p>` : nothing}
      <p class="acts"><button class="btn solid wide ${this.busy ? "busy" : ""}" ?disabled=${!chosen || this.busy || Boolean(this.frozen)} aria-keyshortcuts="Control+Enter">${chosen ? t(`review.send.${chosen}`, { r: c.revision + 1 }) : t("review.choose")}<span class="grow"></span><kbd aria-hidden="true">Ctrl ⏎</kbd></button></p>
      <p class="next"><span>${this.frozen || t("review.nothing_by_itself", { n: c.reminders })}</span></p></form>`;
  }
}
define("lud-decision", LudDecision);
