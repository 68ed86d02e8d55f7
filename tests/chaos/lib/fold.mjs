// SPDX-License-Identifier: ISC
// A project's state folded from its events alone, as a client does it, and what the tables say otherwise.

const AFTER = {approved: 'completed', rejected: 'pending', changes_requested: 'pending'};

/** In: events in order. Out: {status, phase, agents: Map id -> status, checkpoints: Map id -> status}. */
export function fold(events) {
	const state = {status: 'draft', phase: 0, agents: new Map(), checkpoints: new Map(), reviewed: new Map()};
	for (const {type, data} of events) {
		switch (type) {
		case 'project:status_changed':
			state.status = data.newStatus;
			if (data.newStatus === 'cancelled')
				for (const [id, status] of state.agents)
					if (['pending', 'running', 'waiting_approval'].includes(status))
						state.agents.set(id, 'cancelled');
			break;
		case 'project:phase_changed':
			state.phase = data.phase;
			break;
		case 'agent:started':
			state.agents.set(data.agentId, 'running');
			break;
		case 'agent:completed':
		case 'agent:failed':
			state.agents.set(data.agentId, type.slice('agent:'.length));
			break;
		case 'checkpoint:created':
			state.checkpoints.set(data.checkpointId, 'pending');
			state.reviewed.set(data.checkpointId, data.agentId);
			state.agents.set(data.agentId, 'waiting_approval');
			break;
		case 'checkpoint:resolved':
			state.checkpoints.set(data.checkpointId, data.resolution);
			if (state.agents.get(state.reviewed.get(data.checkpointId)) === 'waiting_approval')
				state.agents.set(state.reviewed.get(data.checkpointId), AFTER[data.resolution]);
			break;
		}
	}
	return state;
}

/**
 * Out: texts, none when they agree. An agent that waits anew after a way back, or for another try, has no event of its own: `pending` in the table
 * is taken for any state of the fold once somebody decided other than approved, or the project failed.
 */
export function compare(state, tables) {
	const problems = [];
	if (state.status !== tables.status)
		problems.push(`is ${tables.status}, its events say ${state.status}`);
	if (state.phase !== tables.current_phase)
		problems.push(`is in phase ${tables.current_phase}, its events say ${state.phase}`);
	for (const {id, node, task, status} of tables.agents) {
		const told = state.agents.get(id) ?? (tables.status === 'cancelled' ? 'cancelled' : 'pending');
		const silent = ['pending', 'cancelled', 'skipped'].includes(status) && (tables.back || status !== 'pending');
		if (told !== status && !silent)
			problems.push(`agent ${node}${task ? `/${task}` : ''} is ${status}, its events say ${told}`);
	}
	for (const {id, status} of tables.checkpoints)
		if (state.checkpoints.get(id) !== status)
			problems.push(`checkpoint ${id} is ${status}, its events say ${state.checkpoints.get(id)}`);
	if (tables.checkpoints.length !== state.checkpoints.size)
		problems.push(`has ${tables.checkpoints.length} checkpoints, its events say ${state.checkpoints.size}`);
	return problems;
}
