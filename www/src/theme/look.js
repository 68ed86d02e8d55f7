// SPDX-License-Identifier: ISC
// Theme and effects: attributes of the root element, kept in this browser and in the account's settings. look-first.js does the same before the first
// picture is drawn. data-theme is always "light" or "dark": what the system wants is looked up here.
import { signal } from "@preact/signals-core";

export const THEMES = ["system", "light", "dark"];
/** full: grid, scanlines, noise and motion; reduced: grid and motion; off: a plain ground without motion. */
export const EFFECTS = ["full", "reduced", "off"];

const kept = () => { try { return JSON.parse(localStorage.getItem("lud-look")) ?? {}; } catch { return {}; } };
export const look = signal({ theme: "system", effects: "reduced", ...kept() });
const system = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (look.value.theme === "system" ? system.matches : look.value.theme === "dark");

function show() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  document.documentElement.dataset.effects = look.value.effects;
}

export function keepLook(to) {
  look.value = to;
  localStorage.setItem("lud-look", JSON.stringify(to));
  show();
}

system.addEventListener("change", show);
show();
