// SPDX-License-Identifier: ISC
// Runs before the page is drawn: the look of last time, so that nothing flashes. theme/look.js goes on from here.
let kept = {};
try { kept = JSON.parse(localStorage.getItem("lud-look")) ?? {}; } catch { /* as it comes */ }
const root = document.documentElement.dataset;
root.theme = kept.theme === "light" || kept.theme === "dark" ? kept.theme : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
root.fx = (kept.fx ?? (kept.effects === "off" ? [] : ["grid", "motion"])).join(" ");
