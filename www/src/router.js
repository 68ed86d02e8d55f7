// SPDX-License-Identifier: ISC
// Addresses and pages. A row is a pattern (":name" takes one part), the element of the page, and what loads it. Everything but reading and writing
// the history is pure.
import { signal } from "@preact/signals-core";

/** @typedef {{path: string, tag: string, load?: () => Promise<unknown>, nav?: string, open?: boolean, ahead?: (params: any) => string[]}} Row */

/** In: pattern "/projects/:id", path "/projects/proj_1". Out: {id: "proj_1"}, or null. */
export function match(pattern, path) {
  const want = pattern.split("/").filter(Boolean), have = path.split("/").filter(Boolean);
  if (want.length !== have.length) return null;
  const params = {};
  for (let i = 0; i < want.length; i++) {
    if (!want[i].startsWith(":")) { if (want[i] !== have[i]) return null; } else {
      try { params[want[i].slice(1)] = decodeURIComponent(have[i]); } catch { return null; }
    }
  }
  return params;
}

/** The first row that a path fits: {row, params}, or null. */
export function find(rows, path) {
  for (const row of rows) {
    const params = match(row.path, path);
    if (params) return { row, params };
  }
  return null;
}

/** Is this an address of ours to go to after signing in? No other site, no other scheme. */
export const safeNext = (next) => (typeof next === "string" && /^\/(?![/\\])[^\\\s]*$/.test(next) && !next.startsWith("/login") ? next : "/");

export const at = signal({ path: "/", query: new URLSearchParams(), hash: "" });

const read = () => { at.value = { path: location.pathname, query: new URLSearchParams(location.search), hash: location.hash }; };

/** Goes to an address of ours. In: replace takes the place of the current one in the history. */
export function go(href, { replace = false } = {}) {
  if (href === location.pathname + location.search + location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", href);
  read();
  scrollTo(0, 0);
}

/** A click on a link to a page of ours is a step of the router; with a modifier key, or elsewhere, it is the browser's. */
function onclick(event) {
  const link = event.composedPath().find((node) => node.localName === "a" && node.href !== undefined);
  const href = typeof link?.href === "string" ? link.href : link?.href?.baseVal;
  if (!href || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const to = new URL(href, location.href);
  if (link.hasAttribute("download") || link.getAttribute("target") || to.origin !== location.origin || link.hasAttribute("data-plain")) return;
  if (to.pathname === location.pathname && to.hash && to.search === location.search) return;
  event.preventDefault();
  go(to.pathname + to.search + to.hash);
}

export function start() {
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  document.addEventListener("click", onclick);
  read();
}
