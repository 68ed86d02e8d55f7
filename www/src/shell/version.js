// SPDX-License-Identifier: ISC
// The shell on this device: registers the service worker, and says when a newer build is there. The reader takes it when it suits: what is written is
// kept, and a page of the old build goes on working meanwhile.
import { signal } from "../element.js";

const HOURS = 6;
/** The build of the pages that are open. */
const BUILD = document.documentElement.dataset.build;
/** Is there a newer build to take? */
export const newer = signal(false);
let registration = null, registered;
/** Is there a worker that keeps the shell? Known once it was tried. @type {Promise<boolean>} */
export const kept = new Promise((done) => { registered = done; });

/** The policy allows this one address and no other (nginx: trusted-types). */
const address = () => (globalThis.trustedTypes ? globalThis.trustedTypes.createPolicy("lud-worker", { createScriptURL: () => "/sw.js" }).createScriptURL("") : "/sw.js");

const buildOf = (worker) => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => done(data);
  worker.postMessage("build", [port2]);
});

/** A worker that waits has this page's build (the page came fresh from the server) and takes over quietly, or another one: the reader is told. */
async function waits(worker) {
  if (!navigator.serviceWorker.controller) return;
  if (await buildOf(worker) === BUILD) worker.postMessage("take over"); else newer.value = true;
}

function follow(worker) {
  if (!worker) return;
  if (worker.state === "installed") waits(worker); else worker.addEventListener("statechange", () => { if (worker.state === "installed") waits(worker); });
}

/** When a part could not be loaded: is that because the server has a newer build by now? */
export async function ask() {
  try {
    const text = await (await fetch("/index.html", { cache: "no-store" })).text(), build = /data-build="(\w+)"/.exec(text)?.[1];
    if (build && build !== BUILD) newer.value = true;
  } catch { /* no network: the banner says so */ }
  return newer.value;
}

/** Takes the newer build: the worker that waits takes over, and the page is loaded anew. */
export function take() {
  const load = () => location.reload();
  if (!registration?.waiting) { load(); return; }
  navigator.serviceWorker.addEventListener("controllerchange", load, { once: true });
  registration.waiting.postMessage("take over");
}

/** Registers after the page is there; asks again for a newer build now and then. Without a secure context there is no worker, and no shell. */
export async function startVersion() {
  if (!BUILD || !navigator.serviceWorker) { registered(false); return; }
  try {
    registration = await navigator.serviceWorker.register(address(), { updateViaCache: "none" });
  } catch { registered(false); return; }
  registered(true);
  follow(registration.waiting);
  registration.addEventListener("updatefound", () => follow(registration.installing));
  setInterval(() => { if (navigator.onLine) registration.update().catch(() => {}); }, HOURS * 3600000);
}
