-- SPDX-License-Identifier: ISC
-- step_commit: a small run from start to end; each action; the fence.
BEGIN;
SELECT plan(76);
SELECT fix.graph() AS g, fix.project('{"provider": "anthropic", "checkpoints": ["concept"]}') AS p, fix.person('Ann') AS ann,
    gen_random_uuid() AS o1, gen_random_uuid() AS o2, gen_random_uuid() AS o3, gen_random_uuid() AS o4, gen_random_uuid() AS o5 \gset
SELECT project_start(:'ann', :'p') AS run \gset

-- start: an advance job without an output
SELECT is((SELECT payload FROM jobs WHERE project_id = :'p'),
    '{"kind": "start", "stops": ["checkpoint_concept"], "revision_limit": 5}', 'start says stops and revision limit');
SELECT fix.commit(:'p', NULL, jsonb_build_array('{"do": "phase", "phase": 1, "name": "planning"}'::jsonb, fix.step('concept')));
SELECT is((SELECT array_agg(concat_ws(' ', kind, unique_key, lease, leased_by, held, priority)) FROM jobs WHERE project_id = :'p'), ARRAY['step 0 f 0'],
    'the advance job became a step, ready');
SELECT is((SELECT payload FROM jobs WHERE project_id = :'p'), fix.step('concept'), 'the step''s payload is the action');
SELECT is((SELECT current_phase::int FROM projects WHERE id = :'p'), 1, 'phase');
SELECT is((SELECT data - 'timestamp' FROM events WHERE project_id = :'p' ORDER BY seq DESC LIMIT 1), jsonb_build_object('projectId',
    public_id('proj', :'p'), 'phase', 1, 'phaseName', 'planning'), 'event project:phase_changed has the keys of 3.3');
SELECT is((SELECT r.version || ' ' || s.state FROM runs r JOIN snapshots s ON s.run_id = r.id AND s.number = r.version WHERE r.id = :'run'),
    '1 {"v": 1}', 'run: version and state, as text');

-- a step, by hand: fence, version, then well
SELECT * FROM fix.claim(:'p') \gset j_
SELECT is(step_started(:j_job, :j_lease), 'ok', 'started');
SELECT is((SELECT status || ' ' || attempt FROM agents WHERE run_id = :'run' AND node = 'concept'), 'running 1', 'the agent runs');
SELECT is((SELECT data - 'timestamp' FROM events WHERE project_id = :'p' ORDER BY seq DESC LIMIT 1), (SELECT jsonb_build_object('projectId',
    public_id('proj', :'p'), 'agentId', public_id('agent', id), 'agentType', 'concept') FROM agents WHERE run_id = :'run' AND node = 'concept'),
    'event agent:started');
SELECT is(step_started(:j_job, :j_lease), 'ok', 'started again, after a crash');
SELECT is((SELECT count(*)::int FROM events WHERE project_id = :'p' AND type = 'agent:started'), 1, 'is told once');
SELECT is(step_progress(:j_job, :j_lease, 40, 'writing'), 'ok', 'progress');
SELECT is((SELECT data - 'timestamp' - 'projectId' - 'agentId' FROM events WHERE project_id = :'p' ORDER BY seq DESC LIMIT 1),
    '{"progress": 40, "currentTask": "writing"}', 'event agent:progress');
SELECT is(step_progress(:j_job, :j_lease, 40, NULL), 'ok', 'the same progress again');
SELECT is((SELECT count(*)::int FROM events WHERE project_id = :'p' AND type = 'agent:progress'), 1, 'is told once');
SELECT is(turn_store(:j_job, :j_lease, jsonb_build_object('step_key', 'k', 'number', 1, 'provider', 'anthropic', 'request_sha256',
    encode(sha256('q'), 'hex'), 'response_sha256', encode(sha256('a'), 'hex'), 'output_tokens', 7, 'cost_usd', 0.25)), 'ok', 'a turn');
SELECT is((SELECT spent_usd FROM budgets WHERE project_id = :'p'), 0.25, 'its cost');
SELECT fix.everything() AS before \gset
SELECT is((SELECT outcome FROM fix.step_commit(:j_job, :j_lease - 1, 1, fix.result('concept_doc', :'o1'), '{}', '[]', 'x')), 'lost', 'a stale lease');
SELECT is((SELECT outcome FROM fix.step_commit(:j_job, :j_lease, 0, fix.result('concept_doc', :'o1'), '{}', '[]', 'x')), 'conflict', 'another version');
SELECT is((SELECT outcome FROM fix.step_commit(999999999, 1, 1, NULL, '{}', '[]', 'x')), 'gone', 'no such job');
SELECT is(ARRAY[step_started(:j_job, 77), step_progress(:j_job, 77, 50, 'x'), job_release(:j_job, 77), job_retry(:j_job, 77, 1, 'x', 'timeout'),
    turn_store(:j_job, 77, '{}'), budget_reserve(:j_job, 77, 1)], array_fill('lost'::text, ARRAY[6]), 'every other write is fenced');
SELECT is(fix.everything(), :'before', 'and nothing was written');
SELECT * FROM fix.step_commit(:j_job, :j_lease, 1, fix.result('concept_doc', :'o1'), '{"v": 1, "n": 2}', jsonb_build_array(jsonb_build_object('do', 'checkpoint', 'node',
    'checkpoint_concept', 'reviews', 'concept', 'type', 'concept_review', 'title', 'Concept review', 'revision', 1, 'output_id', :'o1',
    'automatic', false), '{"do": "progress", "percent": 12}'::jsonb), 'concept completed', jsonb_build_object('concept_document', :'o1')) \gset c_
SELECT is(:'c_outcome' || ' ' || (:c_seq = (SELECT seq FROM event_heads WHERE project_id = :'p')), 'ok true', 'committed, with the head''s number');
SELECT is((SELECT count(*)::int FROM jobs WHERE project_id = :'p'), 0, 'the job is gone');
SELECT is((SELECT output_type || ' ' || stage || ' ' || file_path FROM agent_outputs WHERE id = :'o1'), 'concept_doc run docs/concept_doc.md', 'output');
SELECT is((SELECT path || ' ' || source || ' ' || (output_id = :'o1') FROM files WHERE project_id = :'p'), 'docs/concept_doc.md agent true', 'file');
SELECT is((SELECT level || ' ' || message FROM agent_logs WHERE project_id = :'p'), 'INFO thought', 'log line');
SELECT is((SELECT status || ' ' || progress || ' ' || (completed_at IS NOT NULL) FROM agents WHERE run_id = :'run' AND node = 'concept'),
    'waiting_approval 100 true', 'the agent waits');
SELECT is((SELECT array_agg(type ORDER BY seq) FROM (SELECT * FROM events WHERE project_id = :'p' ORDER BY seq DESC LIMIT 2) e),
    ARRAY['agent:completed', 'checkpoint:created'], 'events in order');
SELECT is((SELECT data - 'timestamp' - 'projectId' - 'agentId' FROM events WHERE project_id = :'p' AND type = 'agent:completed'),
    '{"duration": 1.500, "outputSummary": "A garden on the moon"}', 'event agent:completed');
SELECT is((SELECT data - 'timestamp' FROM events WHERE project_id = :'p' AND type = 'checkpoint:created'), (SELECT jsonb_build_object(
    'checkpointId', public_id('ckpt', c.id), 'projectId', public_id('proj', :'p'), 'agentId', public_id('agent', agent_id),
    'checkpointType', 'concept_review', 'title', 'Concept review') FROM checkpoints c WHERE project_id = :'p'), 'event checkpoint:created');
SELECT is((SELECT output - 'output_id' FROM checkpoints WHERE project_id = :'p'),
    '{"document_type": "concept", "summary": "A garden on the moon", "sections": ["win", "title"]}', 'what the checkpoint shows');
SELECT is((SELECT array_agg(u.name::text ORDER BY u.name) FROM notifications n JOIN users u ON u.id = n.user_id WHERE n.project_id = :'p'),
    ARRAY['Ann', 'Rie'], 'owner and reviewers are told');
SELECT is((SELECT cause || ' ' || channels::text || ' ' || state FROM snapshots WHERE run_id = :'run' AND number = 2),
    'concept completed ' || jsonb_build_object('concept_document', :'o1')::text || ' {"v": 1, "n": 2}', 'snapshot');
SELECT is((SELECT projects.state - 'messages' FROM projects WHERE id = :'p'), jsonb_build_object('project_id', public_id('proj', :'p'), 'project_name', 'Moon',
    'user_concept', 'a moon garden', 'current_phase', 1, 'current_agent', 'concept', 'concept_document', jsonb_build_object('output_id',
    public_id('out', :'o1'), 'revision', 1, 'summary', 'A garden on the moon'), 'design_document', NULL, 'code_artifacts', NULL, 'build_result',
    NULL, 'pending_checkpoint', (SELECT public_id('ckpt', id) FROM checkpoints WHERE project_id = :'p'), 'checkpoint_approved', false,
    'checkpoint_feedback', NULL, 'agent_statuses', '{"concept": "waiting_approval", "design": "pending", "code_leader": "pending",
    "integrator": "pending"}'::jsonb, 'errors', '[]'::jsonb), 'projects.state in the shape of 7.2');
SELECT is((SELECT progress::int FROM projects WHERE id = :'p'), 12, 'progress');

-- approved; design; an automatic checkpoint would follow; the leader plans, two workers, gathers
SELECT checkpoint_decide(:'ann', fix.checkpoint(:'p'), 'approved', 1);
SELECT is((SELECT outcome FROM fix.commit(:'p', NULL, jsonb_build_array(fix.step('design'), '{"do": "progress", "percent": 5}'::jsonb))), 'ok',
    'decided');
SELECT is((SELECT (projects.state->>'checkpoint_approved') || ' ' || (projects.state->>'current_agent') || ' ' || progress FROM projects WHERE id = :'p'),
    'true concept 12', 'the state follows; progress never goes back');
SELECT is((SELECT outcome FROM fix.commit(:'p', fix.result('design_doc', :'o2'), jsonb_build_array(
    '{"do": "agent", "node": "design", "task": null, "status": "completed"}'::jsonb,
    fix.step('code_leader', '{"stage": "plan", "type": "code_leader"}')))), 'ok', 'a leader is queued');
SELECT is((SELECT projects.state->>'current_agent' FROM projects WHERE id = :'p'), 'design', 'the agent that began last');
SELECT is((SELECT outcome FROM fix.commit(:'p', fix.result('code', :'o3', '{"stage": "plan"}'), jsonb_build_array(
    fix.step('code_leader', '{"task": "core", "type": "code_worker", "ordinal": 1, "title": "core.js"}'),
    fix.step('code_leader', '{"task": "view", "type": "code_worker", "ordinal": 2, "title": "view.js"}')))), 'ok', 'a plan');
SELECT is((SELECT array_agg(concat_ws(' ', type, task, status, parent_agent_id IS NOT NULL) ORDER BY ordinal, task) FROM agents
    WHERE run_id = :'run' AND node = 'code_leader' AND task IS NOT NULL), ARRAY['code_worker core pending t', 'code_worker view pending t'],
    'sub-agents are made');
SELECT is((SELECT status::text FROM agents WHERE run_id = :'run' AND node = 'code_leader' AND task IS NULL), 'running', 'the leader goes on');
SELECT fix.commit(:'p', fix.result('code', gen_random_uuid()), '[]');
SELECT fix.commit(:'p', fix.result('code', :'o4'), jsonb_build_array(
    '{"do": "agent", "node": "code_leader", "task": null, "status": "running", "percent": 90}'::jsonb,
    fix.step('code_leader', '{"stage": "gather", "type": "code_leader"}')));
SELECT is((SELECT progress::int FROM agents WHERE run_id = :'run' AND node = 'code_leader' AND task IS NULL), 90, 'how far the leader is');
SELECT is((SELECT array_agg((data->>'progress')::int ORDER BY seq) FROM events WHERE project_id = :'p' AND type = 'agent:progress'
    AND agent_id = (SELECT id FROM agents WHERE run_id = :'run' AND node = 'code_leader' AND task IS NULL)), ARRAY[90], 'is told');
SELECT is((SELECT array_agg(status::text ORDER BY task NULLS FIRST) FROM agents WHERE run_id = :'run' AND node = 'code_leader'),
    ARRAY['running', 'completed', 'completed'], 'workers are done, the leader gathers');
SELECT fix.commit(:'p', fix.result('code', :'o5', jsonb_build_object('stage', 'gather', 'reused_output_id', :'o4', 'content', NULL, 'files', NULL)),
    jsonb_build_array(jsonb_build_object('do', 'checkpoint', 'node', 'checkpoint_code', 'reviews', 'code_leader', 'type', 'code_review', 'title',
    'Code', 'revision', 1, 'output_id', :'o5', 'automatic', true), fix.step('integrator')));
SELECT is((SELECT n.content = o.content AND n.stage = 'gather' AND (SELECT count(*) FROM output_files WHERE output_id = n.id) = 1
    FROM agent_outputs n, agent_outputs o WHERE n.id = :'o5' AND o.id = :'o4'), true, 'a reused output: content and files are copied');
SELECT is((SELECT status || ' ' || automatic FROM checkpoints WHERE project_id = :'p' AND node = 'checkpoint_code'), 'approved true', 'automatic');
SELECT is((SELECT decision || d.automatic FROM decisions d JOIN checkpoints c ON c.id = checkpoint_id WHERE node = 'checkpoint_code'
    AND c.project_id = :'p'), 'approvedtrue', 'an automatic decision is recorded');
SELECT is((SELECT data->>'resolvedBy' FROM events WHERE project_id = :'p' AND type = 'checkpoint:resolved' ORDER BY seq DESC LIMIT 1), 'system',
    'by nobody');
SELECT is((SELECT status::text FROM agents WHERE run_id = :'run' AND node = 'code_leader' AND task IS NULL), 'completed', 'the leader is done');

-- stale
SELECT fix.commit(:'p', fix.result('build', gen_random_uuid()), jsonb_build_array('{"do": "stale", "nodes": ["design", "code_leader"]}'::jsonb,
    fix.step('design', '{"revision": 2, "epoch": 2}')), jsonb_build_object('concept_document', :'o1', 'code_artifacts', jsonb_build_array(:'o4', :'o5')));
SELECT is((SELECT array_agg(DISTINCT status::text) FROM agents WHERE run_id = :'run' AND node IN ('design', 'code_leader')), ARRAY['pending'],
    'stale nodes, with their workers, wait again');
SELECT is((SELECT array[projects.state->'design_document', projects.state->'concept_document'->'output_id'] FROM projects WHERE id = :'p'),
    ARRAY['null', to_jsonb(public_id('out', :'o1'))], 'a channel that the engine does not give is empty');
SELECT is((SELECT jsonb_path_query_array(projects.state->'code_artifacts', '$[*].output_id') FROM projects WHERE id = :'p'),
    jsonb_build_array(public_id('out', :'o4'), public_id('out', :'o5')), 'a channel with several outputs is a list');
SELECT is((SELECT revision || ' ' || progress FROM agents WHERE run_id = :'run' AND node = 'design'), '2 0', 'a new revision begins at 0');

-- fail, retry, complete
SELECT fix.commit(:'p', NULL, '[{"do": "fail", "node": "design", "task": null, "error": "no answer", "error_type": "timeout"}]');
SELECT is((SELECT p.status || ' ' || status_reason || ' ' || r.status || ' ' || a.status || ' ' || error || ' ' || error_type FROM projects p
    JOIN runs r ON r.id = p.run_id JOIN agents a ON a.run_id = r.id AND node = 'design' WHERE p.id = :'p'),
    'failed error failed failed no answer timeout', 'failed');
SELECT is((SELECT array_agg(type || ' ' || (data - 'timestamp' - 'projectId' - 'agentId')::text ORDER BY seq) FROM (SELECT * FROM events
    WHERE project_id = :'p' ORDER BY seq DESC LIMIT 2) e), ARRAY['agent:failed {"error": "no answer", "canRetry": true, "errorType": "timeout"}',
    'project:status_changed {"newStatus": "failed", "oldStatus": "running"}'], 'events of a failure');
SELECT is(project_start(:'ann', :'p'), :'run', 'started again: the same run');
SELECT is((SELECT array_agg(payload) FROM jobs WHERE project_id = :'p' AND NOT held), ARRAY['{"kind": "retry", "node": null,
    "task": null}'::jsonb], 'what failed is tried again');
SELECT is((SELECT jsonb_array_length(projects.state->'errors') FROM projects WHERE id = :'p'), 1, 'the error stays in the state');
SELECT fix.commit(:'p', NULL, jsonb_build_array(fix.step('design', '{"revision": 2, "epoch": 2}')));
SELECT fix.commit(:'p', fix.result('design_doc', gen_random_uuid(), '{"revision": 2}'), '[{"do": "progress", "percent": 100}, {"do": "complete"}]');
SELECT is((SELECT p.status || ' ' || p.progress || ' ' || r.status || ' ' || (ended_at IS NOT NULL) FROM projects p JOIN runs r ON r.id = p.run_id
    WHERE p.id = :'p'), 'completed 100 completed true', 'completed');
SELECT is((SELECT array_agg(seq ORDER BY seq) FROM events WHERE project_id = :'p'), (SELECT array_agg(n) FROM event_heads,
    generate_series(1, seq) n WHERE project_id = :'p'), 'events are numbered without gaps');
SELECT is(fix.refusal(format('SELECT fix.commit(%L, NULL, ''[]'')', :'p')), 'P0001', 'nothing is left to do');

-- cancel: what is queued, at work, or waits for a decision gives way; a leader's worker fails with the reason given
SELECT fix.waiting() AS q \gset
SELECT fix.checkpoint(:'q') AS qc \gset
INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, leased_by, lease)
SELECT 'step', project_id, run_id, id, fix.step(node), fix.worker(), 1
FROM agents WHERE project_id = :'q' AND node = 'design';
UPDATE agents SET status = 'running' WHERE project_id = :'q' AND node = 'design';
SELECT job_advance(:'q', (SELECT run_id FROM projects WHERE id = :'q'), NULL, '{"kind": "retry", "node": null}', NULL, false);
SELECT is((SELECT outcome FROM fix.commit(:'q', NULL, jsonb_build_array('{"do": "cancel", "nodes": ["concept", "design"]}'::jsonb,
    fix.step('concept', '{"epoch": 2, "revision": 2}'), fix.step('code_leader', '{"stage": "plan"}')))), 'ok', 'cancelled and begun anew');
SELECT is((SELECT array_agg(payload->>'node' ORDER BY id) FROM jobs WHERE project_id = :'q'), ARRAY['concept', 'code_leader'], 'only the new work is left');
SELECT job_advance(:'q', (SELECT run_id FROM projects WHERE id = :'q'), NULL, '{"kind": "retry", "node": null}', NULL, false);
SELECT * FROM fix.claim(:'q') \gset t_
SELECT is((SELECT outcome FROM fix.step_commit(:t_job, :t_lease, :t_version - 1, NULL, '{}', jsonb_build_array(fix.step('concept',
    '{"epoch": 2, "revision": 2}')), 'x')), 'conflict', 'what was made from the state before does not count');
SELECT is((SELECT count(*)::int FROM jobs WHERE project_id = :'q' AND kind = 'step'), 2, 'work that is queued already is not queued again');
SELECT is((SELECT outcome FROM fix.step_commit(:t_job, :t_lease, :t_version, NULL, NULL, '[]', 'x')), 'ok', 'made anew, it adds nothing');
SELECT is((SELECT status || ' ' || automatic FROM checkpoints WHERE id = :'qc'), 'changes_requested true', 'the checkpoint is closed');
SELECT is((SELECT decision || automatic FROM decisions WHERE checkpoint_id = :'qc'), 'changes_requestedtrue', 'with an automatic decision');
SELECT is((SELECT array_agg(status::text) FROM agents WHERE project_id = :'q'), ARRAY['pending', 'pending', 'pending', 'pending'], 'all agents wait');
SELECT is((SELECT array_agg(type ORDER BY seq) FROM events WHERE project_id = :'q' AND data->>'resolvedBy' = 'system'),
    ARRAY['checkpoint:resolved'], 'and people are told');
SELECT fix.commit(:'q', fix.result('concept_doc', gen_random_uuid()), '[]');
SELECT fix.commit(:'q', fix.result('code', gen_random_uuid(), '{"stage": "plan"}'),
    jsonb_build_array(fix.step('code_leader', '{"task": "core", "type": "code_worker"}')));
SELECT is((SELECT outcome FROM fix.commit(:'q', '{"logs": [{"level": "ERROR", "message": "raw text"}], "error": "bad", "error_type": "invalid_output"}',
    '[{"do": "agent", "node": "code_leader", "task": "core", "status": "failed"}, {"do": "agent", "node": "code_leader", "task": null,
    "status": "failed"}, {"do": "fail", "node": "code_leader", "task": "core", "error": "bad", "error_type": "invalid_output"}]')), 'ok',
    'a step that failed has logs only');
SELECT is((SELECT array_agg(status || ' ' || error || ' ' || error_type) FROM agents WHERE project_id = :'q' AND node = 'code_leader'),
    array_fill('failed bad invalid_output'::text, ARRAY[2]), 'worker and leader failed, with the reason');
SELECT is((SELECT count(*)::int FROM agent_logs WHERE project_id = :'q' AND message = 'raw text'), 1, 'its log line is kept');
SELECT project_start(:'ann', :'q');
SELECT fix.commit(:'q', NULL, jsonb_build_array('{"do": "agent", "node": "code_leader", "task": null, "status": "running"}'::jsonb,
    fix.step('code_leader', '{"task": "core", "type": "code_worker", "epoch": 3}')));
SELECT is((SELECT array_agg(status || coalesce(error, '') ORDER BY task NULLS FIRST) FROM agents WHERE project_id = :'q' AND node = 'code_leader'),
    ARRAY['running', 'pending'], 'tried again: the leader runs, the worker is queued');
SELECT * FROM finish();
ROLLBACK;
