// SPDX-License-Identifier: ISC
// Events into state, without a socket, a clock or the page: fold(state, message) gives the next state, and says when something is missing.
//
//   let s = begin(seq);                    // what was loaded by REST stands at this number
//   s = fold(s, {event, data});
//   s.missing   true: an event did not come; ask again with after = s.seq
//   s.reload    true: the past is gone; load everything anew

/** @typedef {{event: string, data: any}} Message */

/** @param {number} seq the number up to which the loaded state goes */
export const begin = (seq) => ({ seq, missing: false, reload: false, project: {}, agents: {}, checkpoints: {}, logs: [] });

const LOGS = 500;
const inside = (state, kind, id, change) => ({ ...state, [kind]: { ...state[kind], [id]: { ...state[kind][id], ...change } } });

const folds = {
  "project:status_changed": (s, d) => ({ ...s, project: { ...s.project, status: d.newStatus } }),
  "project:phase_changed": (s, d) => ({ ...s, project: { ...s.project, current_phase: d.phase, phase_name: d.phaseName } }),
  "agent:started": (s, d) => inside(s, "agents", d.agentId, { status: "running", type: d.agentType, started_at: d.timestamp, error: null, error_type: null, progress: 0 }),
  "agent:progress": (s, d) => inside(s, "agents", d.agentId, { progress: d.progress, current_task: d.currentTask }),
  "agent:completed": (s, d) => inside(s, "agents", d.agentId, { status: "completed", progress: 100, duration: d.duration, summary: d.outputSummary, completed_at: d.timestamp }),
  "agent:failed": (s, d) => inside(s, "agents", d.agentId, { status: "failed", error: d.error, error_type: d.errorType, can_retry: d.canRetry }),
  "checkpoint:created": (s, d) => inside(s, "checkpoints", d.checkpointId, { status: "pending", type: d.checkpointType, title: d.title, agent_id: d.agentId, created_at: d.timestamp }),
  "checkpoint:resolved": (s, d) => inside(s, "checkpoints", d.checkpointId, { status: d.resolution, feedback: d.feedback ?? null, resolved_by: d.resolvedBy, resolved_at: d.timestamp }),
  "checkpoint:reminder": (s, d) => inside(s, "checkpoints", d.checkpointId, { waiting_hours: d.waitingTime, reminder: d.reminderLevel }),
};

/** One message of the relay. What is known already changes nothing; what leaves a gap is not taken, and sets `missing`. */
export function fold(state, { event, data }) {
  if (event === "resync") return { ...state, reload: true, missing: false, seq: data.seq ?? state.seq };
  if (event === "agent:log") {
    const last = state.logs.at(-1)?.logId ?? 0;
    return data.logId > last ? { ...state, logs: [...state.logs.slice(1 - LOGS), data] } : state;
  }
  if (data?.seq === undefined || data.seq <= state.seq) return state;
  if (data.prev > state.seq) return { ...state, missing: true };
  return { ...(folds[event]?.(state, data) ?? state), seq: data.seq, missing: false };
}
