// SPDX-License-Identifier: ISC
// How it looks and answers: language, theme, effects, single keys. Each choice holds at once, in this browser and in the account.
import { call } from "../api.js";
import { define, html, LudElement } from "../element.js";
import { keepLanguage, LANGUAGES, language, t } from "../i18n/index.js";
import { all, enabled, setEnabled } from "../keys.js";
import { user } from "../session.js";
import { cap } from "../shell/footer.js";
import { effects, EFFECTS, FX, keepLook, LEVELS, levelOf, look, THEMES } from "../theme/look.js";
import { explain } from "../ui/say.js";
import { panel } from "./form.js";

const keep = (settings) => call("PUT", "/users/me", { settings }).then((me) => { user.value = me; }, explain(t("settings.not_kept")));

class LudSettingsLook extends LudElement {
  #choice(name, value, now, choose, text) {
    return html`<label class="opt"><i></i><input type="radio" name=${name} value=${value} .checked=${now === value} @change=${() => choose(value)}><span><b>${t(`${name}.${value}`)}</b>${text ? html`<small>${text}</small>` : ""}</span></label>`;
  }

  /** One effect alone. The account keeps the level that the whole is nearest to, this browser keeps the switches. */
  #switch = (name) => html`<label class="opt"><i></i><input type="checkbox" name=${`fx-${name}`} .checked=${look.value.fx.includes(name)} @change=${(event) => {
    keepLook({ fx: FX.filter((one) => (one === name ? event.target.checked : look.value.fx.includes(one))) });
    keep({ effects: effects.value });
  }}><span><b>${t(`fx.${name}`)}</b><small>${t(`fx.${name}_text`)}</small></span></label>`;

  render() {
    const { theme, fx } = look.value, level = levelOf(fx);
    const seen = new Set(), keys = all.value.filter((one) => !seen.has(one.key) && seen.add(one.key));
    return html`${panel(t("settings.language"), html`<fieldset class="opts two"><legend class="sr">${t("settings.language")}</legend>${LANGUAGES.map((l) => this.#choice("language", l, language.value, (to) => { keepLanguage(to); keep({ language: to }); }))}</fieldset>`)}
      ${panel(t("settings.theme"), html`<fieldset class="opts three"><legend class="sr">${t("settings.theme")}</legend>${THEMES.map((one) => this.#choice("theme", one, theme, (to) => { keepLook({ theme: to }); keep({ theme: to }); }, t(`theme.${one}_text`)))}</fieldset>`)}
      ${panel(t("settings.effects"), html`<fieldset class="opts three"><legend class="sr">${t("settings.effects")}</legend>${EFFECTS.map((one) => this.#choice("effects", one, level, (to) => { keepLook({ fx: LEVELS[to] }); keep({ effects: to }); }, t(`effects.${one}_text`)))}</fieldset>
        <fieldset class="opts three"><legend>${t("effects.each")}</legend>${FX.map(this.#switch)}</fieldset><p class="muted tiny">${t("effects.motion")}</p>`)}
      ${panel(t("keys.title"), html`<label class="check"><input type="checkbox" .checked=${enabled.value} @change=${(event) => setEnabled(event.target.checked)}> ${t("keys.on")}</label><dl class="keylist">${keys.map((one) => html`<div><dt>${cap(one.key)}</dt><dd>${one.label}</dd></div>`)}</dl><p class="muted tiny">${t("keys.more")}</p>`)}`;
  }
}
define("lud-settings-look", LudSettingsLook);
