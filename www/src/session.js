// SPDX-License-Identifier: ISC
// Who is signed in, in this tab and the others. "starting" until the cookie was tried; "ended" is a session that ended under an open page: the page
// stays, with what was written on it, and asks for the password again.
import { computed, signal } from "@preact/signals-core";
import { accessToken, call, hooks, reauth, renew, signIn as apiSignIn, signOut as apiSignOut, streamTicket } from "./api.js";
import { keepLanguage, LANGUAGES, language } from "./i18n/index.js";
import { connect, pause } from "./live.js";
import { takeLook } from "./theme/look.js";

/** @type {import("@preact/signals-core").Signal<"starting" | "in" | "out" | "ended" | "away">} */
export const state = signal("starting");
export const user = signal(null);
export const isAdmin = computed(() => user.value?.role === "admin");
/** "live", "connecting", "away", "ended", or "off" while nobody is signed in. */
export const line = signal("off");
/** When the line was last live: what is shown was true then. */
export const liveAt = signal(null);
/** How often the line was lost: what came meanwhile has to be read. */
export const losses = signal(0);
/** {message, until} while nothing can be changed here, else null. Until is a time in ms, or null. */
export const maintenance = signal(null);

const tabs = new BroadcastChannel("lud-session");
let live = null, left = null; // left: the line of a session that ended while its page stays
const listeners = new Set();

/** Hears what comes to the account itself (notification:created). Gives a function that ends it. */
export function listen(fn) { listeners.add(fn); return () => listeners.delete(fn); }

/** The one live connection of this tab. */
export function liveLine() {
  if (live) return live;
  live = connect({ token: accessToken, ticket: streamTicket });
  if (left) live.adopt(left); // what the page follows goes on
  left = null;
  line.value = live.state;
  live.onstate = (now) => {
    line.value = now;
    if (now === "live" || line.peek() === "live") liveAt.value = Date.now();
    if (now === "ended") ended();
  };
  live.onlost = () => { losses.value++; maintenance.value = null; }; // who comes back is told again
  live.onmessage = (message) => { if (message.event === "system:maintenance") noticed(message.data); else listeners.forEach((fn) => fn(message)); };
  return live;
}

const noticed = ({ state: now, message, endsAt }) => { maintenance.value = now === "on" ? { message, until: endsAt ? Date.parse(endsAt) : null } : null; };

/** A change was refused: that holds for as long as the server said, unless the live line knows better. */
function held({ message, retryAfter }) {
  if (maintenance.peek()) return;
  const known = maintenance.value = { message, until: null };
  setTimeout(() => { if (maintenance.peek() === known) maintenance.value = null; }, (retryAfter ?? 60) * 1000);
}

function hangUp() {
  live?.stop();
  live = null;
  losses.value++;
  line.value = "off";
  maintenance.value = null;
}

async function welcome() {
  user.value = await call("GET", "/users/me");
  const { language: wanted, theme, effects } = user.value.settings ?? {};
  if (LANGUAGES.includes(wanted) && wanted !== language.value) await keepLanguage(wanted).catch(() => {}); // without its words it goes on in the other
  takeLook({ theme, effects });
  state.value = "in";
  liveLine();
}

/** While the server does not answer: {tries, at}, when it is asked again, in ms. */
export const again = signal({ tries: 0, at: 0 });
let later = 0, beginning = null;

/** At the start of the page: goes on with the cookie's session, if there is one. Without an answer it asks again by itself, for ever, ever more slowly; an answer
 * that refuses ends at the sign-in page. One at a time, whoever asks. */
export function begin() {
  beginning ??= goOn().finally(() => { beginning = null; });
  return beginning;
}

async function goOn() {
  clearTimeout(later);
  try {
    if (await renew()) await welcome(); else state.value = "out";
    again.value = { tries: 0, at: 0 };
  } catch (error) {
    if (![0, 429].includes(error.status) && !(error.status > 499)) { out(); throw error; }
    const tries = again.peek().tries + 1, ms = pause(tries);
    again.value = { tries, at: Date.now() + ms };
    later = setTimeout(begin, ms);
    state.value = "away";
  }
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
  left = null;
  user.value = null;
  state.value = "out";
}

function ended() {
  if (state.peek() !== "in") return;
  left = live;
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

Object.assign(hooks, { stepUp, ended, held });
tabs.onmessage = ({ data }) => {
  if (data === "out" && state.peek() !== "out") out();
  if (data === "in" && (state.peek() === "out" || state.peek() === "ended")) begin();
};
