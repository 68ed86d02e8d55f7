// SPDX-License-Identifier: ISC
// What an agent and its model said to each other: <lud-trace .agent .version> lists the turns, each opens to what the model was told and what it answered;
// long parts are cut until they are asked for. <lud-failures .agent .version>: what steps that failed for good had to say, with the raw text.
import { addWords, t, tOr } from "../i18n/index.js";
import { all, call } from "../api.js";
import { define, html, LudElement, nothing } from "../element.js";
import { bytes } from "../i18n/bytes.js";
import { dayClock, duration, number, short, usd } from "../i18n/format.js";
import { download } from "../project/actions.js";
import { skeleton } from "../ui/parts.js";
import { explain, wordsOf } from "../ui/say.js";
import { textAt } from "../view/files.js";
import "../view/json.js";
import "../view/markdown.js";

await addWords(() => import("../i18n/en/trace.json"), () => import("../i18n/ja/trace.json"));

const RAW = 65536, TOGETHER_MS = 500;
const below = (url) => url.replace(/^\/api\/v1/, "");
const parsed = (text) => { try { const value = JSON.parse(text); return value && typeof value === "object" ? value : null; } catch { return null; } };

/** Conversations: turns of the same step, in their order. */
const steps = (turns) => [...turns.reduce((by, one) => by.set(one.step, [...by.get(one.step) ?? [], one]), new Map()).values()];

/** Read again when the agent goes on, once for changes that come together. */
class Reader extends LudElement {
  willUpdate(changed) {
    if (!changed.has("agent") && !changed.has("version")) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(), this.items ? TOGETHER_MS : 0);
  }

  disconnectedCallback() { super.disconnectedCallback(); clearTimeout(this.timer); }

  async read() {
    try { this.items = await all(`/agents/${this.agent}/${this.what}`); this.failed = null; } catch (error) { this.failed = error; }
    await this.updateComplete;
    this.tell("lud-came"); // what stands below may come
  }
}

class LudTrace extends Reader {
  static properties = { agent: {}, version: {}, items: { state: true }, failed: { state: true }, open: { state: true }, turns: { state: true } };
  what = "turns";

  constructor() {
    super();
    this.turns = {};
  }

  async #look(turn) {
    if (this.open === turn.id) { this.open = null; return; }
    this.open = turn.id;
    if (this.turns[turn.id]) return;
    try { const got = await call("GET", `/turns/${turn.id}`); this.turns = { ...this.turns, [turn.id]: got }; } catch (error) { this.open = null; explain()(error); }
  }

  /** The turn with every part whole. */
  async #whole(turn) {
    try { this.turns = { ...this.turns, [turn.id]: { ...turn, conversation: JSON.parse(await textAt(below(turn.content_url))) } }; } catch (error) { explain()(error); }
  }

  #keep = (turn, what) => download(below(turn[`${what}_url`]), `${turn.id}-${what}.json`, async (path) => new Blob([await textAt(path)], { type: "application/json" }));

  /** A text, or the beginning of one with the way to the rest. */
  #text(part, turn, draw = (text) => html`<pre class="said" tabindex="0">${text}</pre>`) {
    if (typeof part === "string") return draw(part);
    return html`<pre class="said" tabindex="0">${part.excerpt}…</pre><p><button class="link" type="button" @click=${() => this.#whole(turn)}>${t("trace.whole", { size: bytes(part.bytes) })}</button></p>`;
  }

  #args = (text) => { const value = parsed(text); return value ? html`<div class="said"><lud-json .value=${value}></lud-json></div>` : html`<pre class="said" tabindex="0">${text}</pre>`; };

  #block(name, body, { bad = false, fold = false } = {}) {
    const title = html`<b class=${bad ? "alert" : ""}>${name}</b>`;
    return fold ? html`<details class="saying"><summary>${title}</summary>${body}</details>` : html`<div class="saying"><p>${title}</p>${body}</div>`;
  }

  #conversation(turn) {
    const c = turn.conversation;
    if (!c) return html`<p class="muted">${t(turn.provider === "offline" ? "trace.offline" : "trace.none")}</p>`;
    const { system, text, results = [] } = c.told ?? {};
    return html`${system ? this.#block(t("trace.system"), this.#text(system, turn), { fold: true }) : nothing}${text ? this.#block(t("trace.told"), this.#text(text, turn), { fold: true }) : nothing}
      ${results.map((r) => this.#block(t(r.error ? "trace.refused" : "trace.result"), this.#text(r.text, turn), { bad: r.error }))}
      ${c.text ? this.#block(t("trace.says"), this.#text(c.text, turn, (said) => html`<lud-markdown class="said" .text=${said}></lud-markdown>`)) : nothing}
      ${c.calls.map((one) => this.#block(html`${t("trace.calls")} <span class="mono">${one.name}</span>`, this.#text(one.arguments, turn, this.#args)))}
      <p class="row"><span class="muted">${tOr(`trace.stop.${c.stop}`, c.stop ?? "")}</span><button class="link" type="button" @click=${() => this.#keep(turn, "content")}>${t("trace.keep_answer")}</button><button class="link" type="button" @click=${() => this.#keep(turn, "request")}>${t("trace.keep_request")}</button></p>`;
  }

  #turn = (turn) => {
    const open = this.open === turn.id, got = this.turns[turn.id], tokens = turn.tokens;
    return html`<li><button class="turn" type="button" aria-expanded=${String(open)} @click=${() => this.#look(turn)}><b>${t("trace.turn", { n: turn.number })}</b><span class="mono">${turn.model || turn.provider}</span>
      <span class="muted">${t("trace.tokens", { in: short(tokens.input).join(""), out: short(tokens.output).join("") })}</span><span class="muted">${duration(turn.duration)} · ${turn.cost_usd === null ? t("trace.unpriced") : usd(turn.cost_usd)}</span></button>
      ${open ? html`<div class="talk">${got ? this.#conversation(got) : skeleton(3)}</div>` : nothing}</li>`;
  };

  #body() {
    if (this.failed) return html`<p class="err">${wordsOf(this.failed)}</p>`;
    if (!this.items) return skeleton(2);
    if (!this.items.length) return html`<p class="muted">${t("trace.empty")}</p>`;
    const list = steps(this.items);
    return list.map((turns, i) => html`${list.length > 1 ? html`<h3 class="sec">${t("trace.step", { n: i + 1 })} <small class="muted">${dayClock(turns[0].created_at)}</small></h3>` : nothing}<ol class="turns">${turns.map(this.#turn)}</ol>`);
  }

  render() { return html`<section class="panel" id="trace" ?hidden=${!this.items && !this.failed}><header><h2 tabindex="-1">${t("trace.title")}</h2><div class="r">${this.items?.length ? number(this.items.length) : nothing}</div></header><div class="body">${this.#body()}</div></section>`; }
}
define("lud-trace", LudTrace);

class LudFailures extends Reader {
  static properties = { agent: {}, version: {}, items: { state: true }, failed: { state: true } };
  what = "failures";

  #one = (f) => html`<li><p>${f.error}</p><p class="muted tiny"><span class="mono">${f.error_type}</span> · r${f.revision} · ${dayClock(f.created_at)}</p>
    ${f.raw === null ? nothing : html`<details><summary>${t(f.raw_bytes > RAW ? "trace.raw_cut" : "trace.raw", { size: bytes(f.raw_bytes) })}</summary><pre class="said" tabindex="0">${f.raw}</pre></details>`}</li>`;

  render() {
    return this.items?.length ? html`<section class="panel"><header><h2>${t("trace.failures")}</h2><div class="r">${number(this.items.length)}</div></header><div class="body"><ul class="rows">${this.items.map(this.#one)}</ul></div></section>` : nothing;
  }
}
define("lud-failures", LudFailures);
