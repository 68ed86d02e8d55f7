// SPDX-License-Identifier: ISC
// One project as signals: loaded by REST, kept true by its events. Who shows it opens it and closes it; it is followed once, however many show it.
//
//   const store = openProject(id);
//   store.project.value   GET projects/{id}, or null while it loads; store.error.value what went wrong
//   store.close();
//
// Events change agents, checkpoints and the project at once (progress never waits for a request); whatever they do not carry is read again soon after,
// once for many events that come together.
import { all, call, knownUntil } from "../api.js";
import { batch, signal } from "../element.js";
import { liveLine } from "../session.js";
import { readWaiting } from "./approvals.js";

const TOGETHER_MS = 250; // events that come close together are one look
const MOMENT_MS = 50; // messages that come within this are drawn together
const LOGS = 5000;
const stores = new Map();

/** Of several steps of progress of an agent the last one alone counts; everything else stays, in its order. */
export function newest(events) {
  const seen = new Set();
  return events.toReversed().filter(({ event, data }) => event !== "agent:progress" || (!seen.has(data.agentId) && seen.add(data.agentId))).toReversed();
}

class ProjectStore {
  #taken = [];

  constructor(id) {
    this.id = id;
    this.users = 0;
    this.project = signal(null);
    this.graph = signal(null); // GET projects/{id}/graph: {nodes, edges, run_id}
    this.agents = signal([]); // GET projects/{id}/agents of the newest run, oldest first; workers in sub_agents
    this.checkpoints = signal([]); // GET projects/{id}/checkpoints, newest first
    this.outputs = signal([]); // GET projects/{id}/outputs, newest first
    this.usage = signal(null);
    this.events = signal([]); // GET projects/{id}/events and what came since but progress: {seq, type, agent_id, data, created_at}, oldest first
    this.logs = signal([]); // oldest first: {id, agent_id, level, message, metadata, timestamp}
    this.seq = signal(0);
    this.error = signal(null);
    this.loaded = signal(false);
    this.selected = signal(null);
    this.fresh = signal(new Set()); // ids of what changed in the last two seconds
  }

  async open() {
    const known = knownUntil();
    try {
      const [events] = await Promise.all([this.#events(), this.#read()]);
      if (!this.users) return;
      const logs = await call("GET", `/projects/${this.id}/logs?limit=100`);
      batch(() => {
        this.events.value = events;
        this.seq.value = events.at(-1)?.seq ?? 0;
        this.logs.value = logs.items.toReversed();
        this.loaded.value = true;
      });
      if (this.users) this.follow = liveLine().follow(this.id, { after: this.seq.value, message: (m) => this.#take(m), reload: this.reload, ended: this.reload });
      if (events.length && !(Date.parse(events.at(-1).created_at) < known)) this.reload(); // what happened while all was asked for side by side is in the events, and may not be in the rest
    } catch (error) { this.error.value = error; this.loaded.value = true; }
  }

  /** All events so far. They are few: steps, not turns. */
  async #events() {
    const items = [];
    for (let cursor = null; ;) {
      const page = await call("GET", `/projects/${this.id}/events?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
      items.push(...page.items);
      if (!(cursor = page.next_cursor)) break;
    }
    return items.sort((a, b) => a.seq - b.seq);
  }

  async #read() {
    const at = (path) => `/projects/${this.id}${path}`;
    const [project, graph, checkpoints, outputs, usage] = await Promise.all([
      call("GET", at("")), call("GET", at("/graph")), call("GET", at("/checkpoints?limit=100")), call("GET", at("/outputs?limit=100")), call("GET", at("/usage"))]);
    const agents = project.run_id ? await all(at(`/agents?run_id=${project.run_id}`)) : [];
    batch(() => {
      this.project.value = project;
      this.graph.value = graph;
      this.agents.value = agents.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
      this.checkpoints.value = checkpoints.items;
      this.outputs.value = outputs.items;
      this.usage.value = usage;
      this.error.value = null;
    });
  }

  /** Reads everything but the events anew; asked for often, it is done once. */
  reload = () => {
    this.timer ??= setTimeout(async () => {
      this.timer = null;
      if (!this.users) return;
      try { await this.#read(); } catch (error) { if (error.status === 404 || error.status === 403) this.error.value = error; }
    }, TOGETHER_MS);
  };

  /** Messages of a moment are folded together and drawn once. */
  #take(message) {
    this.#taken.push(message);
    this.flushing ??= setTimeout(() => { this.flushing = null; if (this.users) this.#fold(this.#taken.splice(0)); }, MOMENT_MS);
  }

  #fold(messages) {
    const events = messages.filter(({ event, data }) => event !== "agent:log" && data.seq !== undefined), kept = events.filter(({ event }) => event !== "agent:progress");
    batch(() => {
      if (events.length) this.seq.value = events.at(-1).data.seq;
      if (kept.length) this.events.value = [...this.events.value, ...kept.map(({ event, data }) => ({ seq: data.seq, type: event, agent_id: data.agentId ?? null, data, created_at: data.timestamp ?? new Date().toISOString() }))];
      for (const { event, data } of newest(events)) this.#apply(event, data);
      this.#log(messages.filter(({ event }) => event === "agent:log").map(({ data }) => data));
    });
    if (kept.length) this.reload();
    if (kept.some(({ event }) => event.startsWith("checkpoint:"))) readWaiting();
  }

  #log(list) {
    let last = this.logs.value.at(-1)?.id ?? 0;
    const lines = list.filter(({ logId }) => logId > last && (last = logId)).map((d) => ({ id: d.logId, agent_id: d.agentId, level: d.level, message: d.message, metadata: d.metadata ?? null, timestamp: d.timestamp, fresh: true }));
    if (lines.length) this.logs.value = [...this.logs.value, ...lines].slice(-LOGS);
  }

  #change(id, change) {
    const one = (a) => (a.id === id ? { ...a, ...change } : a.sub_agents?.some((w) => w.id === id) ? { ...a, sub_agents: a.sub_agents.map((w) => (w.id === id ? { ...w, ...change } : w)) } : a);
    this.agents.value = this.agents.value.map(one);
    const nodes = this.graph.value?.nodes;
    if (nodes?.some((n) => n.agent_id === id)) {
      const { status, progress } = change;
      this.graph.value = { ...this.graph.value, nodes: nodes.map((n) => (n.agent_id === id ? { ...n, ...(status && { status }), ...(progress !== undefined && { progress }) } : n)) };
    }
  }

  #apply(event, data) {
    if (event === "agent:started") this.#change(data.agentId, { status: "running", started_at: data.timestamp, error: null, progress: 0 });
    if (event === "agent:progress") this.#change(data.agentId, { progress: data.progress, current_task: data.currentTask });
    if (event === "agent:completed") this.#change(data.agentId, { status: "completed", progress: 100, completed_at: data.timestamp });
    if (event === "agent:failed") this.#change(data.agentId, { status: "failed", error: data.error, error_type: data.errorType });
    if (event === "project:status_changed" && this.project.value) this.project.value = { ...this.project.value, status: data.newStatus };
    if (event === "project:phase_changed" && this.project.value) this.project.value = { ...this.project.value, current_phase: data.phase };
  }

  close() {
    if (--this.users > 0) return;
    this.follow?.stop();
    clearTimeout(this.timer);
    clearTimeout(this.flushing);
    stores.delete(this.id);
  }
}

/** The store of a project, opened once more; each opening is closed by close(). */
export function openProject(id) {
  if (!stores.has(id)) {
    const store = new ProjectStore(id);
    stores.set(id, store);
    store.users = 1;
    store.open();
    return store;
  }
  const store = stores.get(id);
  store.users++;
  return store;
}
