// SPDX-License-Identifier: ISC
// The service worker: keeps the shell, that is this build's own hashed files, so that the pages open without a network and say so. It answers for
// nothing else: never for the API, a file of a project, a game, or anything with a query. It holds no token and sees no answer of the API.
//
// A new build is fetched beside the old one and waits until the reader takes it (shell/version.js), or until no page of the old one is open. The build
// before the newest stays, so that a page that is still open finds the parts it has yet to load.
// BUILD, SHELL and ASSETS are put in by build.mjs: the build's name, what is fetched at once, and every hashed file.
const NAME = `lud-shell-${BUILD}`;

const ours = async () => (await caches.keys()).filter((name) => name.startsWith("lud-shell-"));

/** @type {any} what a worker's scope has beyond a page's */
const scope = self;

scope.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(SHELL.map((path) => new Request(path, { cache: "no-cache", credentials: "omit" })))));
});

scope.addEventListener("activate", (event) => {
  const clear = async () => { for (const name of (await ours()).filter((one) => one !== NAME).slice(0, -1)) await caches.delete(name); };
  event.waitUntil(clear().then(() => scope.clients.claim()));
});

scope.addEventListener("message", ({ data, ports }) => {
  if (data === "take over") scope.skipWaiting();
  if (data === "build") ports[0]?.postMessage(BUILD);
});

/** A hashed file: from the cache, which can hold nothing else under its name; else from the network, and kept. */
async function asset(request) {
  const known = await caches.match(request.url, { ignoreVary: true });
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && ASSETS.includes(new URL(request.url).pathname)) (await caches.open(NAME)).put(request.url, answer.clone());
  return answer;
}

/** What has no hash in its name: as the server has it; without a network as it was kept. */
const fresh = (request, path) => fetch(request).catch(async () => (await (await caches.open(NAME)).match(path, { ignoreVary: true })) ?? Response.error());

scope.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== scope.location.origin) return;
  if (request.mode === "navigate" && !/^\/(api|auth|health|metrics|routes|\.well-known)/.test(pathname)) event.respondWith(fresh(request, "/index.html"));
  else if (!search && pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (!search && SHELL.includes(pathname) && pathname !== "/index.html") event.respondWith(fresh(request, pathname));
});
