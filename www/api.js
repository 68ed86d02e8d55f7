// SPDX-License-Identifier: ISC
// The one place that talks to the API: access token in memory, refreshed by cookie and CSRF token; errors as ApiError.

export class ApiError extends Error {
  constructor(status, body) {
    super(body?.error?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body?.error?.code ?? "INTERNAL";
    this.details = Array.isArray(body?.error?.details) ? body.error.details : [];
  }
}

let token = null;
let renewing = null;
const csrf = {
  get: () => { try { return localStorage.getItem("lud-csrf"); } catch { return null; } },
  set: (v) => { try { v ? localStorage.setItem("lud-csrf", v) : localStorage.removeItem("lud-csrf"); } catch { /* private mode */ } },
};

async function send(method, path, body, headers = {}) {
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(`/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: "same-origin" });
  const text = await answer.text();
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { /* not JSON: value stays null */ }
  if (!answer.ok) throw new ApiError(answer.status, value);
  return value;
}

function keep(answer) {
  token = answer.access_token;
  if (answer.csrf_token) csrf.set(answer.csrf_token);
}

export async function signIn(email, password) {
  token = null;
  keep(await send("POST", "/auth/login", { email, password, cookie: true }));
}

// Tries to go on with the session of the cookie. One refresh at a time, whoever asks.
export function renew() {
  if (!csrf.get()) return Promise.resolve(false);
  renewing ??= send("POST", "/auth/refresh", {}, { "X-CSRF-Token": csrf.get() })
    .then((answer) => { keep(answer); return true; }, (error) => {
      if (error.status === 401 || error.status === 403) { token = null; csrf.set(null); return false; }
      throw error;
    })
    .finally(() => { renewing = null; });
  return renewing;
}

export async function signOut() {
  try { await send("POST", "/auth/logout", {}, { "X-CSRF-Token": csrf.get() ?? "" }); } catch { /* it ends here anyway */ }
  token = null;
  csrf.set(null);
}

export async function call(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || error.code === "REAUTH_REQUIRED" || !(await renew())) throw error;
    return send(method, path, body);
  }
}

// For live connections: an access token, a fresh one when asked; null when nobody is signed in. And a one-time ticket for streams.
export async function accessToken(fresh) {
  if ((fresh || !token) && !(await renew())) return null;
  return token;
}
export const streamTicket = async () => (await call("POST", "/auth/stream-ticket", {})).ticket;
