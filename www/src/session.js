// SPDX-License-Identifier: ISC
// Who is signed in, in this tab and the others. "starting" until the cookie was tried; "ended" is a session that ended under an open page: the page
// stays, with what was written on it, and asks for the password again.
import { computed, signal } from "@preact/signals-core";
import { accessToken, call, hooks, reauth, renew, signIn as apiSignIn, signOut as apiSignOut, streamTicket } from "./api.js";
import { keepLanguage, LANGUAGES, language } from "./i18n/index.js";
import { connect } from "./live.js";
import { takeLook } from "./theme/look.js";

/** @type {import("@preact/signals-core").Signal<"starting" | "in" | "out" | "ended" | "away">} */
export const state = signal("starting");
export const user = signal(null);
export const isAdmin = computed(() => user.value?.role === "admin");
/** "live", "connecting", "away", "ended", or "off" while nobody is signed in. */
export const line = signal("off");
/** When the line was last live: what is shown was true then. */
export const liveAt = signal(null);

const tabs = new BroadcastChannel("lud-session");
let live = null;
const listeners = new Set();

/** Hears what comes to the account itself (notification:created). Gives a function that ends it. */
export function listen(fn) { listeners.add(fn); return () => listeners.delete(fn); }

/** The one live connection of this tab. */
export function liveLine() {
  if (live) return live;
  live = connect({ token: accessToken, ticket: streamTicket });
  line.value = live.state;
  live.onstate = (now) => {
    line.value = now;
    if (now === "live" || line.peek() === "live") liveAt.value = Date.now();
    if (now === "ended") ended();
  };
  live.onmessage = (message) => listeners.forEach((fn) => fn(message));
  return live;
}

function hangUp() {
  live?.stop();
  live = null;
  line.value = "off";
}

async function welcome() {
  user.value = await call("GET", "/users/me");
  const { language: wanted, theme, effects } = user.value.settings ?? {};
  if (LANGUAGES.includes(wanted) && wanted !== language.value) await keepLanguage(wanted);
  takeLook({ theme, effects });
  state.value = "in";
  liveLine();
}

/** At the start of the page: goes on with the cookie's session, if there is one. */
export async function begin() {
  try {
    if (await renew()) await welcome(); else state.value = "out";
  } catch { state.value = "away"; }
}

export async function signIn(email, password) {
  await apiSignIn(email, password);
  await welcome();
  tabs.postMessage("in");
}

export async function signOut() {
  await apiSignOut();
  out();
  tabs.postMessage("out");
}

/** Ends every other session; this one stays. */
export const signOutElsewhere = () => call("DELETE", "/auth/sessions");

function out() {
  hangUp();
  user.value = null;
  state.value = "out";
}

function ended() {
  if (state.peek() !== "in") return;
  hangUp();
  state.value = "ended";
}

/** Lets an ended session's page go: to the sign-in page. */
export const leave = () => out();

// Step-up: one question at a time, shown by the shell.
export const question = signal(null);
function stepUp() {
  if (question.peek()) return question.peek().answer;
  let done;
  const answer = new Promise((give) => { done = give; });
  question.value = { answer, async give(password) { await reauth(password); question.value = null; done(true); }, refuse() { question.value = null; done(false); } };
  return answer;
}

Object.assign(hooks, { stepUp, ended });
tabs.onmessage = ({ data }) => {
  if (data === "out" && state.peek() !== "out") out();
  if (data === "in" && (state.peek() === "out" || state.peek() === "ended")) begin();
};
