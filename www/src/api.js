// SPDX-License-Identifier: ISC
// The one place that talks to the API. The access token is in memory alone; the refresh token is a cookie that no script can read, and is used with
// the CSRF token of its readable sister. Errors are ApiError.
//
//   await call("GET", "/projects?limit=20")
//   await call("POST", `/checkpoints/${id}/approve`, { revision })     asks for the password when the last check is too old, then goes on

export class ApiError extends Error {
  constructor(status, body, requestId = null) {
    super(body?.error?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body?.error?.code ?? (status ? "INTERNAL" : "OFFLINE");
    this.details = Array.isArray(body?.error?.details) ? body.error.details : [];
    this.requestId = body?.error?.request_id ?? requestId;
    this.retryAfter = null;
  }

  /** What was wrong with each field: {"concept.description": "…"}. */
  get fields() { return Object.fromEntries(this.details.filter((d) => d.field).map((d) => [d.field, d.message])); }
}

/** What the session sets: how to ask for a password (gives false when it was not given), whom to tell that nobody is signed in any more, and that
 * maintenance refused a change. */
export const hooks = { stepUp: async () => false, ended: () => {}, held: (/** @type {ApiError} */ error) => { void error; } };

const EARLY_MS = 10000;
/** Answers that were asked for before the page that wants them stands: each is given as often as it was named, in the first seconds, and none after a change. */
const early = new Map();
let token = null, behind = Infinity, earlyAt = 0;
let renewing = null, forgetting = 0;

/** The readable cookie's value, in either form of its name; null where nobody is signed in. */
export const csrfOf = (cookies) => /(?:^|;\s*)(?:__Host-)?lud_csrf=([^;]+)/.exec(cookies)?.[1] ?? null;

/** In: begun, a promise of the answer where it was asked for before. */
async function send(method, path, body, headers = {}, begun = null) {
  /** @type {Record<string, string>} */
  const all = { ...headers };
  if (method !== "GET") early.clear(); // signing in and out too
  const json = body !== undefined && !(body instanceof Blob);
  if (json) all["Content-Type"] = "application/json";
  if (token) all.Authorization = `Bearer ${token}`;
  let answer, text;
  try {
    answer = await (begun ?? fetch(`/api/v1${path}`, { method, headers: all, body: json ? JSON.stringify(body) : body, credentials: "same-origin" }));
    text = await answer.text();
    behind = Date.now() - Date.parse(answer.headers.get("Date") ?? "");
  } catch { throw new ApiError(0, null); }
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { /* not JSON: value stays null */ }
  if (answer.ok) return value;
  const error = new ApiError(answer.status, value, answer.headers.get("X-Request-Id"));
  error.retryAfter = Number(answer.headers.get("Retry-After")) || null;
  if (error.code === "MAINTENANCE") hooks.held(error);
  throw error;
}

export async function signIn(email, password) {
  token = null;
  token = (await send("POST", "/auth/login", { email, password, cookie: true })).access_token;
}

/** Is there a cookie to go on with? */
export const mayGoOn = () => csrfOf(document.cookie) !== null;

/** Goes on with the session of the cookie: true, or false when there is none. One refresh at a time, whoever asks. */
export function renew() {
  const csrf = csrfOf(document.cookie);
  if (!csrf) { token = null; return Promise.resolve(false); }
  const begun = globalThis.ludRenewal; // by look-first.js, beside the scripts
  delete globalThis.ludRenewal;
  renewing ??= send("POST", "/auth/refresh", {}, { "X-CSRF-Token": csrf }, begun)
    .then((answer) => { token = answer.access_token; return true; }, (error) => {
      if (error.status !== 401 && error.status !== 403) throw error;
      token = null;
      return false;
    })
    .finally(() => { renewing = null; });
  return renewing;
}

export async function signOut() {
  try { await send("POST", "/auth/logout", {}, { "X-CSRF-Token": csrfOf(document.cookie) ?? "" }); } catch { /* it ends here anyway */ }
  token = null;
}

/** A password check for what needs a fresh one. Throws ApiError. */
export async function reauth(password) {
  token = (await send("POST", "/auth/reauth", { password })).access_token ?? token;
}

/** In: paths of a page's GETs; one that two parts of it read is named twice. */
export function ahead(paths) {
  early.clear();
  earlyAt = Date.now();
  clearTimeout(forgetting);
  for (const path of paths) {
    const known = early.get(path) ?? [], answer = known[0] ?? call("GET", path);
    answer.catch(() => early.delete(path));
    early.set(path, [...known, answer]);
  }
  forgetting = setTimeout(() => early.clear(), EARLY_MS);
}

/** How long a change may take from its own time until others see it, and how far the clocks of the server's machines may be apart. */
const SEEN_MS = 30000;
/** The server's time up to which what is read from now on knows all that has happened, in ms: a little early, never late; NaN where it is not known. */
export const knownUntil = () => (early.size ? earlyAt : Date.now()) - behind - SEEN_MS;

export async function call(method, path, body, headers) {
  const asked = method === "GET" && early.get(path)?.pop();
  if (asked) return asked;
  try {
    return await send(method, path, body, headers);
  } catch (error) {
    if (error.status !== 401) throw error;
    if (error.code === "REAUTH_REQUIRED") {
      if (!(await hooks.stepUp())) throw error;
    } else if (!(await renew())) { hooks.ended(); throw error; }
    return send(method, path, body, headers);
  }
}

/** All items of a list, page by page; at most `most`. */
export async function all(path, most = 1000) {
  const items = [];
  for (let cursor = null; items.length < most;) {
    const page = await call("GET", `${path}${path.includes("?") ? "&" : "?"}limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    items.push(...page.items);
    if (!(cursor = page.next_cursor)) break;
  }
  return items;
}

// For live connections: an access token, a fresh one when asked; null when nobody is signed in. And a one-time ticket for streams.
export async function accessToken(fresh) {
  if ((fresh || !token) && !(await renew())) return null;
  return token;
}
export const streamTicket = async () => (await call("POST", "/auth/stream-ticket", {})).ticket;
