// SPDX-License-Identifier: ISC
// The one live connection of a page: WebSocket, or a stream of events where WebSocket does not get through. It reconnects for ever, ever more
// slowly (at once when the network or the page comes back), goes on from the last number, and says honestly whether what is shown is live.
//
//   const live = connect({ token, ticket });
//   const follow = live.follow(projectId, { after: seq, // left out: from now on
//     message: ({ event, data }) => …, reload: () => …, begun: (seq) => … }); // begun: "from now on" is after this number, if it is known
//   live.onstate = (state) => …;   // "live", "connecting", "away"; "ended" when the account has to sign in
//   follow.stop(); live.stop();

const FIRST_MS = 500, MOST_MS = 30000, SILENT_MS = 20000, DEAD_MS = 8000, TRIES = 3;

/** How long to wait before the next try: doubling, with jitter, so that a thousand pages do not come back at once. */
export const pause = (tries, random = Math.random) => Math.round(Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(tries, 16)) * (0.5 + random() / 2));

/** What a close code asks for. */
export const after = (code) => ({ 1012: "at once", 4401: "token", 4403: "end" })[code] ?? "later";

/** Members come by Object.assign: the checker of types takes any. @type {any} */
const Open = Object;

class Follow extends Open {
  constructor(live, id, options) {
    super();
    Object.assign(this, { live, id, options, seq: options.after ?? null, ready: false, stream: null });
  }

  /** In: a message about this project. What was seen is dropped; a gap asks again from the last number. */
  take(message) {
    const { event, data } = message;
    if (event === "resync") { if (data.seq !== undefined) this.seq = data.seq; this.options.reload?.(this.seq); return; }
    if (data.seq !== undefined) {
      if (this.seq !== null && data.seq <= this.seq) return;
      if (this.seq !== null && data.prev > this.seq) { this.ready = false; this.live.begin(this); return; }
      this.seq = data.seq;
    }
    this.options.message?.(message);
  }

  stop() { this.live.end(this); }
}

class Live extends Open {
  constructor(options) {
    super();
    Object.assign(this, { follows: new Map(), state: "connecting", tries: 0, everOpen: false, failed: 0, waiting: new Map(), next: 1, stopped: false, ...options });
    this.wake = () => { if (!document.hidden && this.state !== "live" && !this.socket) this.retry(0); };
    this.doubt = () => { if (this.socket) this.listen(this.socket, 0); }; // the system says that there is no network: is the line there?
    globalThis.addEventListener?.("offline", this.doubt);
    globalThis.addEventListener?.("online", this.wake);
    globalThis.addEventListener?.("focus", this.wake);
    globalThis.document?.addEventListener("visibilitychange", this.wake);
    this.open();
  }

  set(state) {
    if (this.state === state) return;
    this.state = state;
    this.onstate?.(state);
  }

  /** Live is what has a connection that was heard lately, with every subscription acknowledged. */
  judge() {
    const all = [...this.follows.values()];
    if (this.stopped || this.state === "ended") return;
    this.set((this.known || this.streaming) && all.every((f) => f.ready) ? "live" : this.tries > 1 ? "away" : "connecting");
  }

  async open(fresh = false) {
    if (this.stopped || this.socket) return;
    if (this.failed >= TRIES && !this.everOpen && this.ticket) { this.openStreams(); return; }
    const socket = this.socket = new this.WebSocket(this.url);
    socket.onopen = async () => {
      this.everOpen = true;
      const token = await this.token(fresh).catch(() => null);
      if (socket !== this.socket) return;
      if (!token) { this.finish(); return; }
      const ack = await this.ask("auth", { token });
      if (ack.ok) { this.known = true; this.tries = 0; for (const f of this.follows.values()) this.begin(f); this.judge(); }
    };
    socket.onerror = () => {}; // onclose follows
    socket.onmessage = ({ data }) => { if (socket === this.socket) this.take(JSON.parse(data)); };
    socket.onclose = ({ code }) => { if (socket === this.socket) this.lost(code); };
    this.listen(socket);
  }

  /** A socket may be dead without saying so: when nothing comes, ask; when nothing is answered, it is gone. */
  listen(socket, ms = SILENT_MS) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      if (socket !== this.socket) return;
      this.silence = setTimeout(() => { if (socket === this.socket) { this.lost(1006); socket.close(); } }, DEAD_MS);
      if (socket.readyState === 1) this.ask("ping", {});
    }, ms);
  }

  send(event, data, id) { this.socket?.send(JSON.stringify({ event, data, ...(id && { id }) })); }

  ask(event, data) {
    const id = this.next++;
    return new Promise((done) => { this.waiting.set(id, done); this.send(event, data, id); });
  }

  take(message) {
    this.listen(this.socket);
    const { event, data, id } = message;
    if (event === "ack") { this.waiting.get(id)?.(data); this.waiting.delete(id); return; }
    if (event === "auth:expiring") { this.token(true).then((token) => token && this.ask("auth", { token }), () => {}); return; }
    if (event === "unsubscribed") { this.follows.get(data.projectId)?.options.ended?.(); this.follows.delete(data.projectId); this.judge(); return; }
    if (data?.projectId && this.follows.has(data.projectId) && event !== "notification:created") this.follows.get(data.projectId).take(message);
    else if (event === "resync") for (const f of this.follows.values()) f.take(message);
    else this.onmessage?.(message);
  }

  lost(code) {
    const what = after(code);
    this.socket = null;
    this.known = this.streaming = false;
    this.onlost?.();
    this.failed = this.everOpen ? 0 : this.failed + 1;
    clearTimeout(this.silence);
    for (const done of this.waiting.values()) done({ ok: false, error: { code: "CLOSED" } });
    this.waiting.clear();
    for (const f of this.follows.values()) f.ready = false;
    if (what === "end") { this.finish(); return; }
    this.tries++;
    this.judge();
    this.retry(what === "at once" && this.tries === 1 ? pause(0) / 4 : what === "token" && this.tries === 1 ? 0 : pause(this.tries), what === "token");
  }

  retry(ms, fresh = false) {
    clearTimeout(this.timer);
    if (!this.stopped && this.state !== "ended") this.timer = setTimeout(() => this.open(fresh), ms);
  }

  finish() {
    this.stopped = true;
    this.socket?.close();
    this.set("ended");
  }

  follow(id, options) {
    const follow = new Follow(this, id, options);
    this.follows.set(id, follow);
    if (this.known) this.begin(follow);
    if (this.streaming) this.openStream(follow);
    this.judge();
    return follow;
  }

  /** Takes over what another line followed, from its last number on. */
  adopt(other) {
    for (const follow of other.follows.values()) {
      Object.assign(follow, { live: this, ready: false, stream: null });
      this.follows.set(follow.id, follow);
    }
    this.judge();
  }

  async begin(follow) {
    if (follow.stream) { this.openStream(follow); return; }
    const ack = await this.ask("subscribe:project", { projectId: follow.id, ...(follow.seq !== null && { after: follow.seq }), logs: follow.options.logs ?? true });
    if (this.follows.get(follow.id) !== follow) return;
    follow.ready = ack.ok;
    if (ack.ok && (ack.resync || follow.seq === null)) {
      if (follow.seq === null) follow.options.begun?.(ack.seq);
      follow.seq = ack.seq;
    }
    if (!ack.ok && ack.error.code === "NOT_FOUND") { this.follows.delete(follow.id); follow.options.ended?.(); }
    else if (!ack.ok && ack.error.code !== "CLOSED") setTimeout(() => this.known && this.begin(follow), pause(1));
    this.judge();
  }

  end(follow) {
    if (this.follows.get(follow.id) !== follow) return;
    this.follows.delete(follow.id);
    follow.stream?.close();
    if (this.known) this.ask("unsubscribe:project", { projectId: follow.id });
    this.judge();
  }

  // Where WebSocket does not get through: one EventSource a project, each with a ticket of its own.

  openStreams() {
    this.streaming = true;
    for (const f of this.follows.values()) this.openStream(f);
  }

  async openStream(follow) {
    follow.stream?.close();
    const ticket = await this.ticket().catch(() => null);
    if (this.stopped || this.follows.get(follow.id) !== follow) return;
    if (!ticket) { this.streamLost(follow); return; }
    const stream = follow.stream = new this.EventSource(`${this.streamUrl}?project_id=${follow.id}${follow.seq === null ? "" : `&after=${follow.seq}`}&ticket=${ticket}`);
    stream.onopen = () => { follow.ready = true; this.tries = 0; if (follow.seq === null) follow.options.begun?.(); this.judge(); };
    stream.onerror = () => { stream.close(); if (follow.stream === stream) this.streamLost(follow); };
    for (const event of EVENTS) stream.addEventListener(event, ({ data }) => { if (follow.stream === stream && data) follow.take({ event, data: JSON.parse(data) }); });
    stream.addEventListener("system:maintenance", ({ data }) => { this.onmessage?.({ event: "system:maintenance", data: JSON.parse(data) }); });
  }

  /** EventSource would come back by itself with a ticket that was used: it is closed, and another opened. */
  streamLost(follow) {
    follow.ready = false;
    this.tries++;
    this.judge();
    setTimeout(() => { if (!this.stopped && this.follows.get(follow.id) === follow) this.openStream(follow); }, pause(this.tries));
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    for (const f of this.follows.values()) f.stream?.close();
    globalThis.removeEventListener?.("offline", this.doubt);
    globalThis.removeEventListener?.("online", this.wake);
    globalThis.removeEventListener?.("focus", this.wake);
    globalThis.document?.removeEventListener("visibilitychange", this.wake);
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
  }
}

const EVENTS = ["project:status_changed", "project:phase_changed", "agent:started", "agent:progress", "agent:completed", "agent:failed", "agent:log",
  "checkpoint:created", "checkpoint:resolved", "checkpoint:reminder", "resync"];

/** In: token(fresh) gives an access token (null: nobody is signed in), ticket() a one-time ticket for streams; the rest is for tests. */
export function connect({ token, ticket, origin = globalThis.location?.origin, WebSocket = globalThis.WebSocket, EventSource = globalThis.EventSource, ...more }) {
  return new Live({ token, ticket, url: `${origin.replace(/^http/, "ws")}/ws`, streamUrl: `${origin}/api/v1/logs/stream`, WebSocket, EventSource, ...more });
}
