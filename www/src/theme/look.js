// SPDX-License-Identifier: ISC
// Theme and effects: attributes of the root element, kept in this browser; theme and level of effects in the account's settings too. look-first.js does
// the same before the first picture is drawn. data-theme is always "light" or "dark": what the system wants is looked up here. data-fx names the effects
// that are on; a device that asks for less motion gets none that moves, whatever is chosen.
import { computed, signal } from "@preact/signals-core";

export const THEMES = ["system", "light", "dark"];
/** Each has a switch of its own. */
export const FX = ["grid", "scan", "noise", "motion", "shuffle", "glitch"];
/** Levels set all switches at once. */
export const LEVELS = { full: FX, reduced: ["grid", "motion", "shuffle", "glitch"], off: [] };
export const EFFECTS = Object.keys(LEVELS);

/** The level that a choice of switches is nearest to: what the account keeps. */
export const nearest = (fx) => (fx.length === FX.length ? "full" : fx.length ? "reduced" : "off");
/** Is a choice one of the levels as they are, or one's own? */
export const levelOf = (fx) => EFFECTS.find((level) => FX.every((name) => LEVELS[level].includes(name) === fx.includes(name))) ?? null;

const clean = ({ theme, effects, fx }) => {
  const level = EFFECTS.includes(effects) ? effects : "reduced";
  return { theme: THEMES.includes(theme) ? theme : "system", fx: Array.isArray(fx) ? FX.filter((name) => fx.includes(name)) : LEVELS[level] };
};
const kept = () => { try { return JSON.parse(localStorage.getItem("lud-look")) ?? {}; } catch { return {}; } };

/** {theme, fx: names of the effects that are on} */
export const look = signal(clean(kept()));
const system = matchMedia("(prefers-color-scheme: dark)"), still = matchMedia("(prefers-reduced-motion: reduce)");

export const isDark = () => (look.value.theme === "system" ? system.matches : look.value.theme === "dark");
export const effects = computed(() => nearest(look.value.fx));
/** May something move now? In: an effect that moves, or nothing. */
export const moves = (name = "motion") => !still.matches && look.peek().fx.includes("motion") && look.peek().fx.includes(name);

function show() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  document.documentElement.dataset.fx = look.value.fx.join(" ");
}

/** In: {theme} or {fx} or both. */
export function keepLook(change) {
  look.value = clean({ ...look.peek(), ...change });
  localStorage.setItem("lud-look", JSON.stringify({ ...look.value, effects: effects.value }));
  show();
}

/** What the account says: a level that one's own switches here are near to leaves them. */
export function takeLook({ theme, effects: level }) {
  if (theme) keepLook({ theme });
  if (level && level !== effects.peek()) keepLook({ fx: LEVELS[level] });
}

system.addEventListener("change", show);
show();
