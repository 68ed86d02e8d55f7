// SPDX-License-Identifier: ISC
// What the dashboard shows: the projects, and of those at work their graph and agents; kept true by their events.
import { call, knownUntil } from "../api.js";
import { signal } from "../element.js";
import { liveLine } from "../session.js";

const TOGETHER_MS = 400, AT_WORK = 8;

export class Overview {
  constructor() {
    this.projects = signal(null); // GET projects, newest first
    this.details = signal({}); // id → {nodes, agents}
    this.spent = signal(null); // by one's projects this month, in $
    this.error = signal(null);
    this.follows = new Map();
    this.read();
  }

  /** The list, then what is at work, side by side. */
  async read() {
    this.known = knownUntil();
    call("GET", "/users/me/budget").then((month) => { this.spent.value = month.spent_usd; }, () => {}); // the rest stands without it
    try {
      const { items } = await call("GET", "/projects?limit=100");
      if (this.closed) return;
      this.projects.value = items;
      this.error.value = null;
      const busy = items.filter((p) => p.status === "running" || p.status === "paused").slice(0, AT_WORK);
      this.#follow(busy);
      await Promise.all(busy.map((p) => this.#detail(p.id)));
    } catch (error) { this.error.value = error; }
  }

  async #detail(id) {
    const [graph, agents] = await Promise.all([call("GET", `/projects/${id}/graph`), call("GET", `/projects/${id}/agents?limit=100`)]);
    this.details.value = { ...this.details.value, [id]: { nodes: graph.nodes, agents: agents.items } };
  }

  #follow(busy) {
    const ids = new Set(busy.map((p) => p.id));
    for (const [id, follow] of this.follows) if (!ids.has(id)) { follow.stop(); this.follows.delete(id); }
    for (const id of ids) if (!this.follows.has(id)) this.follows.set(id, liveLine().follow(id, { logs: false, message: (m) => this.#take(id, m), reload: this.soon, begun: (seq) => this.#begun(id, seq), ended: this.soon }));
  }

  /** Followed from a number on: what that stands for may have happened after all was read. */
  async #begun(id, seq) {
    const known = this.known;
    if (seq === 0) return;
    const last = seq && await call("GET", `/projects/${id}/events?after=${seq - 1}&limit=1`).then(({ items }) => items[0], () => null);
    if (!(Date.parse(last?.created_at) < known)) this.soon();
  }

  #take(id, { event, data }) {
    const detail = this.details.value[id];
    if (event !== "agent:progress" || !detail) { this.soon(); return; }
    const change = (a) => (a.id === data.agentId ? { ...a, progress: data.progress, current_task: data.currentTask } : a);
    this.details.value = { ...this.details.value, [id]: { ...detail, agents: detail.agents.map((a) => ({ ...change(a), sub_agents: a.sub_agents.map(change) })),
      nodes: detail.nodes.map((n) => (n.agent_id === data.agentId ? { ...n, progress: data.progress } : n)) } };
  }

  soon = () => { this.timer ??= setTimeout(() => { this.timer = null; if (!this.closed) this.read(); }, TOGETHER_MS); };

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    for (const follow of this.follows.values()) follow.stop();
  }
}
