// SPDX-License-Identifier: ISC
// Runs before the page is drawn: the look of last time, so that nothing flashes. theme/look.js goes on from here. And asks for the words that i18n/index.js will
// want, whose address the build puts into the page, and for the session of the cookie (api.js takes it from there): beside the script, not after it.
let kept = {}, language = null;
try { language = localStorage.getItem("lud-language"); kept = JSON.parse(localStorage.getItem("lud-look")) ?? {}; } catch { /* as it comes */ }
const root = document.documentElement.dataset;
root.theme = kept.theme === "light" || kept.theme === "dark" ? kept.theme : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
root.fx = (kept.fx ?? (kept.effects === "off" ? [] : ["grid", "motion"])).join(" ");
const said = language ?? navigator.language ?? "";
document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: said.startsWith("ja") ? root.ja : root.en }));
const csrf = /lud_csrf=([^;]+)/.exec(document.cookie)?.[1];
if (csrf) {
  const asked = fetch("/api/v1/auth/refresh", { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf }, body: "{}", credentials: "same-origin" });
  asked.catch(() => {}); // api.js says so
  Object.assign(globalThis, { ludRenewal: asked });
}
