-- SPDX-License-Identifier: ISC
-- What a review says that it cost: the turns of all whose work it is the first to show, each once; what another branch does meanwhile is not its own.
BEGIN;
SELECT plan(17);
SELECT fix.project() AS p, fix.graph() AS g \gset
UPDATE graph_versions SET graph = jsonb_set(graph, '{nodes}', graph->'nodes' || '{"asset_leader": {"kind": "leader", "order": 4, "phase": 2, "title": "Assets"},
    "checkpoint_code": {"kind": "checkpoint", "order": 5, "phase": 2, "title": "Code review"}}') || '{"edges": [
    {"from": "concept", "to": "checkpoint_concept"},
    {"from": "checkpoint_concept", "to": "design", "when": {"decision": "approved"}},
    {"from": "checkpoint_concept", "to": "concept", "when": {"decision": "not_approved"}},
    {"from": "design", "to": ["code_leader", "asset_leader"]},
    {"from": "code_leader", "to": "checkpoint_code"},
    {"from": "checkpoint_code", "to": "sync_development", "when": {"decision": "approved"}},
    {"from": "checkpoint_code", "to": "code_leader", "when": {"decision": "not_approved"}},
    {"from": "asset_leader", "to": "sync_development"},
    {"from": "sync_development", "to": "integrator"},
    {"from": "integrator", "to": "code_leader", "when": {"pointer": "/verdict", "equals": "fail"}, "limit": 2, "automatic": true},
    {"from": "integrator", "to": "checkpoint_final"},
    {"from": "checkpoint_final", "to": ["code_leader", "asset_leader"], "when": {"decision": "not_approved"}}]}' WHERE id = :'g';
SELECT is(outline->'behind'->'checkpoint_concept', '["concept"]', 'behind a review stand those whose work leads to it') FROM graph_versions WHERE id = :'g';
SELECT is(outline->'behind'->'checkpoint_code', '["checkpoint_concept", "code_leader", "concept", "design"]', 'ways back lead nowhere') FROM graph_versions WHERE id = :'g';
SELECT is(jsonb_array_length(outline->'behind'->'checkpoint_final'), 8, 'behind the last stand all') FROM graph_versions WHERE id = :'g';
SELECT is(graph_behind('{"nodes": []}'), '{}', 'a graph without edges has nothing behind its reviews');

INSERT INTO runs (project_id, number, graph_version_id, provider) VALUES (:'p', 7, :'g', 'openai') RETURNING id AS run \gset
INSERT INTO agents (project_id, run_id, node, type, ordinal) SELECT :'p', :'run', n, n, o FROM unnest(ARRAY['concept', 'design', 'code_leader', 'asset_leader', 'integrator']) WITH ORDINALITY AS u(n, o);
INSERT INTO agents (project_id, run_id, node, type, task, parent_agent_id) SELECT :'p', :'run', 'code_leader', 'code_worker', 'player', id FROM agents WHERE run_id = :'run' AND node = 'code_leader';
INSERT INTO blobs (sha256, bytes) VALUES (repeat('e', 64), 1) ON CONFLICT DO NOTHING;
-- a turn of an agent so many minutes ago
CREATE FUNCTION fix.turn(p_run uuid, p_node text, p_ago int, p_usd numeric, p_task text DEFAULT NULL, p_priced boolean DEFAULT true) RETURNS void LANGUAGE sql AS $$
    INSERT INTO turns (agent_id, project_id, step_key, number, provider, request_sha256, response_sha256, cost_usd, priced, duration_ms, created_at)
    SELECT id, project_id, 'k' || p_ago, 1, 'openai', repeat('e', 64), repeat('e', 64), p_usd, p_priced, 1500, now() - p_ago * interval '1 minute'
    FROM agents WHERE run_id = p_run AND node = p_node AND task IS NOT DISTINCT FROM p_task
$$;
-- a review that opened so many minutes ago, as a step's commit opens it: what it says that it cost
CREATE FUNCTION fix.opened(p_project uuid, p_run uuid, p_node text, p_reviews text, p_revision int, p_ago int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_text text;
BEGIN
    PERFORM commit_checkpoint(p_project, p_run, jsonb_build_object('node', p_node, 'type', 'code_review', 'title', 'x', 'revision', p_revision, 'automatic', true),
        (SELECT id FROM agents WHERE run_id = p_run AND node = p_reviews AND task IS NULL), false, NULL, 'code', '{"summary": "s"}');
    UPDATE checkpoints SET created_at = now() - p_ago * interval '1 minute' WHERE run_id = p_run AND node = p_node AND revision = p_revision
        RETURNING coalesce(cost_usd::float8::text, 'not known') || ' in ' || duration_ms INTO v_text;
    RETURN v_text;
END
$$;
SELECT is(fix.opened(:'p', :'run', 'checkpoint_concept', 'concept', 1, 99), '0 in 0', 'without turns nothing');
SELECT fix.turn(:'run', 'concept', 95, 1);
SELECT is(fix.opened(:'p', :'run', 'checkpoint_concept', 'concept', 2, 90), '1 in 1500', 'a revision: what came since the one before');
SELECT fix.turn(:'run', 'design', 80, 2), fix.turn(:'run', 'code_leader', 70, 4), fix.turn(:'run', 'code_leader', 69, 8, 'player'), fix.turn(:'run', 'asset_leader', 68, 16);
SELECT is(fix.opened(:'p', :'run', 'checkpoint_code', 'code_leader', 1, 60), '14 in 4500', 'those before it that had no review, and the workers; not the other branch');
SELECT fix.turn(:'run', 'code_leader', 50, 32), fix.turn(:'run', 'asset_leader', 49, 64);
SELECT is(fix.opened(:'p', :'run', 'checkpoint_code', 'code_leader', 2, 40), '32 in 1500', 'its second revision alone');
SELECT fix.turn(:'run', 'integrator', 30, 128);
SELECT is(fix.opened(:'p', :'run', 'checkpoint_final', 'integrator', 1, 20), '208 in 4500', 'the last review: what no other has shown, of all branches');
SELECT fix.turn(:'run', 'asset_leader', 15, 256, NULL, false);
SELECT is(fix.opened(:'p', :'run', 'checkpoint_final', 'integrator', 2, 10), 'not known in 1500', 'a turn without a price: not known');
SELECT is((SELECT sum(cost_usd) FROM checkpoints WHERE run_id = :'run') + 256, (SELECT sum(cost_usd) FROM turns WHERE project_id = :'p'), 'each turn counts once');
INSERT INTO runs (project_id, number, graph_version_id, provider, status, ended_at) VALUES (:'p', 8, :'g', 'openai', 'completed', now()) RETURNING id AS other \gset
INSERT INTO agents (project_id, run_id, node, type) VALUES (:'p', :'other', 'concept', 'concept');
SELECT is(fix.opened(:'p', :'other', 'checkpoint_concept', 'concept', 1, 5), '0 in 0', 'another run has its own');
SELECT is((SELECT cost_usd::numeric FROM checkpoints WHERE run_id = :'run' AND node = 'checkpoint_code' AND revision = 1), 14::numeric, 'what was said stays');
-- what another revision will take: as those before it did, from the decision to the next stop; with none before it, what the agent and its workers took
SELECT is(checkpoint_estimate(c)->'reject'->>'cost_usd', '44.000000', 'no revision was asked for: the agent and its workers') FROM checkpoints c WHERE run_id = :'run' AND node = 'checkpoint_code' AND revision = 1;
SET LOCAL session_replication_role = replica; -- decisions of another time
UPDATE checkpoints SET status = 'changes_requested', resolved_at = now() - interval '55 minutes' WHERE run_id = :'run' AND node = 'checkpoint_code' AND revision = 1;
SELECT is((checkpoint_estimate(c)->'request-changes') - 'tokens'::text, '{"cost_usd": 32.000000, "cost_usd_most": 32.000000, "duration": 900.0, "duration_most": 900.0, "from": 1}', 'as the last one did, without the other branch')
    FROM checkpoints c WHERE run_id = :'run' AND node = 'checkpoint_code' AND revision = 2;
SELECT is(checkpoint_estimate(c)->'reject', checkpoint_estimate(c)->'request-changes', 'both begin it anew') FROM checkpoints c WHERE run_id = :'run' AND node = 'checkpoint_code' AND revision = 2;
UPDATE checkpoints SET status = 'approved', resolved_at = now() - interval '35 minutes' WHERE run_id = :'run' AND node = 'checkpoint_code' AND revision = 2;
UPDATE checkpoints SET status = 'rejected', resolved_at = now() - interval '18 minutes' WHERE run_id = :'run' AND node = 'checkpoint_final' AND revision = 1;
SELECT is(checkpoint_estimate(c)->'reject'->'cost_usd', '256.000000', 'of all branches for the last review') FROM checkpoints c WHERE run_id = :'run' AND node = 'checkpoint_final' AND revision = 2;
SELECT * FROM finish();
ROLLBACK;
