-- SPDX-License-Identifier: ISC
-- run_fork: who may, what is refused, what a fork shares with its origin and what it has of its own.
BEGIN;
SELECT plan(63);
SELECT fix.waiting('{"seed": 7, "budget_usd": 2, "revision_limit": 3, "checkpoints": ["concept", "checkpoint_final"]}') AS p,
    fix.person('Ann') AS ann, fix.person('Vic') AS vic, fix.person('Sam') AS sam, gen_random_uuid() AS o2, gen_random_uuid() AS o3,
    gen_random_uuid() AS o4, gen_random_uuid() AS o5 \gset
SELECT fix.checkpoint(:'p') AS c \gset
SELECT run_id AS run FROM projects WHERE id = :'p' \gset
SELECT id AS o1 FROM agent_outputs WHERE project_id = :'p' \gset

UPDATE graph_versions SET graph = graph || '{"edges": [{"from": "concept", "to": "checkpoint_concept"},
    {"from": "checkpoint_concept", "to": "concept", "when": {"decision": "not_approved"}}, {"from": "checkpoint_concept", "to": "design"},
    {"from": "design", "to": ["code_leader", "integrator"]}, {"from": "code_leader", "to": "sync_development"},
    {"from": "integrator", "to": "checkpoint_final"}, {"from": "checkpoint_final", "to": ["design", "code_leader"]}]}'
WHERE id = (SELECT graph_version_id FROM runs WHERE id = :'run');

-- A run on its way: design is at its second version, the leader has planned, one of two sub-agents is done, the other one at work.
-- All of this is one transaction with one time, so what comes after the snapshot is dated into the future.
SELECT checkpoint_decide(:'ann', :'c', 'approved', 1);
SELECT fix.commit(:'p', NULL, jsonb_build_array(fix.step('design', '{"revision": 2, "epoch": 2}')));
SELECT fix.commit(:'p', fix.result('design_doc', :'o2', '{"revision": 2}'), jsonb_build_array(fix.step('code_leader', '{"stage": "plan"}'),
    '{"do": "phase", "phase": 2, "name": "development"}'::jsonb, '{"do": "progress", "percent": 40}'::jsonb));
SELECT fix.commit(:'p', fix.result('code', :'o3', '{"stage": "plan", "input_hash": "3333333333333333333333333333333333333333333333333333333333333333"}'),
    jsonb_build_array(fix.step('code_leader', '{"task": "core", "type": "code_worker", "epoch": 2, "ordinal": 1}'),
        fix.step('code_leader', '{"task": "draw", "type": "code_worker", "epoch": 2, "ordinal": 2}'),
        fix.step('code_leader', '{"task": "late", "type": "code_worker", "epoch": 2, "ordinal": 3}')));
SELECT fix.commit(:'p', fix.result('code_file', :'o4'), '[]', jsonb_build_object('concept_document', :'o1', 'design_document', :'o2'));
SELECT id AS s, number AS n, channels FROM snapshots WHERE run_id = :'run' ORDER BY number DESC LIMIT 1 \gset
SELECT jsonb_build_object('v', 1, 'epoch', 2, 'phase', 2, 'progress', 40, 'revision_limit', 3, 'nodes', jsonb_build_object(
    'concept', jsonb_build_object('status', 'done', 'epoch', 1, 'revision', 1, 'output', :'o1'),
    'checkpoint_concept', '{"status": "done", "epoch": 1, "revision": 1}'::jsonb,
    'design', jsonb_build_object('status', 'done', 'epoch', 2, 'revision', 2, 'output', :'o2'),
    'code_leader', jsonb_build_object('status', 'fan', 'epoch', 2, 'revision', 1, 'inputs', jsonb_build_object('design_document', :'o2'),
        'tasks', jsonb_build_array(jsonb_build_object('id', 'core', 'status', 'done', 'epoch', 2, 'depends', '[]'::jsonb, 'output', :'o4'),
            '{"id": "draw", "status": "run", "epoch": 2, "depends": [0]}'::jsonb)))) AS state \gset
UPDATE snapshots SET state = :'state' WHERE id = :'s';
INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, content, input_hash, created_at)
SELECT :'o5', agent_id, project_id, run_id, output_type, '{"summary": "later"}', repeat('5', 64), now() + interval '1 minute' FROM agent_outputs WHERE id = :'o2';
INSERT INTO files (project_id, path, sha256, bytes, media_type, source, uploaded_by, created_at)
SELECT :'p', n, (SELECT min(sha256) FROM blobs), 10, 'image/png', 'upload', :'ann', now() + t
FROM (VALUES ('hero.png', interval '-1 minute'), ('later.png', interval '1 minute')) AS f(n, t);
UPDATE budgets SET spent_usd = 1.5 WHERE project_id = :'p';

-- who may, and what is refused
SELECT is(fix.refusal(format('SELECT run_fork(%L, %L, ''{}'')', :'sam', :'s')), 'LW404 {}', 'a stranger finds nothing');
SELECT is(fix.refusal(format('SELECT run_fork(%L, gen_random_uuid(), ''{}'')', :'ann')), 'LW404 {}', 'an unknown snapshot');
SELECT is(fix.refusal(format('SELECT run_fork(%L, %L, %L)', :'vic', :'s', '{"from": "' || f || '"}')), 'LW400 {"field": "from", "message": '
    '"Must be one of: concept, design, code_leader"}', 'not from ' || f) FROM unnest(ARRAY['nowhere', 'integrator', 'checkpoint_concept']) f;
SAVEPOINT a;
UPDATE snapshots SET state = replace(replace(state::text, '"fan"', '"done"'), '"run"', '"done"')::jsonb WHERE id = :'s';
SELECT matches(fix.refusal(format('SELECT run_fork(%L, %L, ''{}'')', :'vic', :'s')), 'LW400 \{"field": "from"', 'a run at its end needs a node');
SELECT is(fix.refusal(format('SELECT run_fork(%L, %L, ''{"from": "design"}'')', :'vic', :'s')), 'none', 'with one it begins again');
UPDATE snapshots SET state = '{"v": 1}' WHERE id = :'s';
SELECT is(fix.refusal(format('SELECT run_fork(%L, %L, ''{}'')', :'vic', :'s')), 'LW409 {"reason": "nothing had begun"}', 'a run without a beginning');
UPDATE snapshots SET state = replace(:'state', :'o4', gen_random_uuid()::text)::jsonb WHERE id = :'s';
SELECT is(fix.refusal(format('SELECT run_fork(%L, %L, ''{}'')', :'vic', :'s')), 'LW409 {"reason": "outputs are gone"}', 'an output that is gone');
UPDATE snapshots SET state = jsonb_set(:'state', '{nodes,integrator}', '{"status": "run", "revision": 1}') WHERE id = :'s';
SELECT is(fix.refusal(format('SELECT run_fork(%L, %L, ''{"from": "code_leader"}'')', :'vic', :'s')), 'LW400 {"field": "from", "message": '
    '"Must be one of: concept, design"}', 'not where something else would go on beside it');
ROLLBACK TO a;
SELECT is(snapshot_outputs(jsonb_build_object('nodes', jsonb_build_object('x', jsonb_build_object('inputs', jsonb_build_object('a', :'o1', 'b',
    jsonb_build_array(:'o2', :'o3')), 'output', NULL))), jsonb_build_object('c', jsonb_build_array(:'o4'))), (SELECT array_agg(o ORDER BY o)
    FROM unnest(ARRAY[:'o1', :'o2', :'o3', :'o4']::uuid[]) o), 'lists of several writers name outputs too');
SELECT is(run_fork_text(format('{"a":"%s","b":["%1$s","%s"],"c":"of %1$s","d":"\"%1$s\""}', :'o1', :'o2'), jsonb_build_object(:'o1', :'o3')),
    format('{"a":"%s","b":["%1$s","%s"],"c":"of %s","d":"\"%3$s\""}', :'o3', :'o2', :'o1'), 'ids are strings by themselves, and nothing else of a text is changed');
SELECT is(run_fork_text('', jsonb_build_object(:'o1', :'o3')), '', 'also of none');
SELECT is((SELECT array_agg(channel || ' ' || json_typeof(shown) || ' ' || jsonb_array_length(made) ORDER BY channel) FROM snapshot_channels(
    jsonb_build_object('a', :'o1', 'b', jsonb_build_array(:'o2', :'o4')))), ARRAY['a object 1', 'b array 2'], 'and are shown as lists');
SELECT is((SELECT count(*)::int FROM projects WHERE user_id = :'vic'), 0, 'a refusal leaves nothing');

-- the fork: a project of the viewer's
SELECT run_fork(:'vic', :'s', '{"name": "Sun", "config": {"revision_limit": 1, "budget_usd": 5}}') AS f \gset
SELECT run_id AS frun FROM projects WHERE id = :'f' \gset
SELECT is((SELECT name || ' ' || status || ' ' || current_phase || ' ' || progress || ' ' || seed || ' ' || (user_id = :'vic') FROM projects WHERE id = :'f'),
    'Sun running 2 40 7 true', 'it goes on where the origin was');
SELECT is((SELECT config FROM projects WHERE id = :'f'), '{"seed": 7, "budget_usd": 5, "revision_limit": 1, "checkpoints": ["concept", "checkpoint_final"]}',
    'config over the origin''s');
SELECT is((SELECT f.concept = p.concept AND f.description IS NOT DISTINCT FROM p.description FROM projects f, projects p WHERE f.id = :'f' AND p.id = :'p'),
    true, 'the same concept');
SELECT is((SELECT limit_usd::real || ' ' || spent_usd::real FROM budgets WHERE project_id = :'f'), '5 0', 'the budget begins anew');
SELECT is(ARRAY[project_role(:'vic', :'f'), project_role(:'ann', :'f')], ARRAY['owner', NULL], 'the origin''s members are not its');
SELECT is((SELECT r.number || ' ' || r.version || ' ' || r.status || ' ' || (r.provider = o.provider) || ' ' || (r.graph_version_id = o.graph_version_id)
    || ' ' || (r.started_by = :'vic') FROM runs r, runs o WHERE r.id = :'frun' AND o.id = :'run'), '1 1 active true true true', 'its run');
SELECT is((SELECT forked_from FROM runs WHERE id = :'frun'), :'s', 'says where it came from');
SELECT is((SELECT forked_from FROM runs WHERE id = :'run'), NULL, 'others came from nowhere');

-- agents, as the state has them
SELECT is((SELECT array_agg(concat_ws('/', node, task) || ' ' || type || ' ' || status || ' ' || progress || ' r' || revision ORDER BY node, task NULLS FIRST)
    FROM agents WHERE run_id = :'frun'), ARRAY['code_leader code_leader pending 0 r1', 'code_leader/core code_worker completed 100 r1',
    'code_leader/draw code_worker pending 0 r1', 'concept concept completed 100 r1', 'design design completed 100 r2',
    'integrator integrator pending 0 r1'], 'done is done, at work is pending, a later plan''s sub-agent stays behind');
SELECT is((SELECT count(*)::int FROM agents a JOIN agents l ON l.id = a.parent_agent_id WHERE a.run_id = :'frun' AND l.run_id = :'frun'
    AND l.node = 'code_leader' AND l.task IS NULL), 2, 'sub-agents are below the fork''s leader');
SELECT is((SELECT array_agg(metadata->>'output_id' ORDER BY node, task NULLS FIRST) FROM agents WHERE run_id = :'frun' AND status = 'completed'),
    (SELECT array_agg(public_id('out', o.id) ORDER BY a.node, a.task NULLS FIRST) FROM agent_outputs o JOIN agents a ON a.id = o.agent_id
     WHERE o.run_id = :'frun' AND a.status = 'completed'), 'each names its own output');
SELECT is((SELECT metadata - 'output_id' FROM agents WHERE run_id = :'frun' AND node = 'design'),
    (SELECT metadata - 'output_id' FROM agents WHERE run_id = :'run' AND node = 'design'), 'title, phase and channel are the same');

-- outputs and files: rows of its own, the same contents
SELECT is((SELECT array_agg(o.output_type || ' ' || o.stage || ' r' || o.revision ORDER BY o.output_type, o.stage) FROM agent_outputs o WHERE run_id = :'frun'),
    ARRAY['code plan r1', 'code_file run r1', 'concept_doc run r1', 'design_doc run r2'], 'what was made by then, the plan too');
SELECT is((SELECT count(*)::int FROM agent_outputs o JOIN agents a ON a.id = o.agent_id WHERE o.run_id = :'frun' AND a.run_id = :'frun'
    AND o.project_id = :'f'), 4, 'they hang on the fork');
SELECT is((SELECT array_agg(input_hash || content::text || created_at ORDER BY output_type) FROM agent_outputs WHERE run_id = :'frun'),
    (SELECT array_agg(input_hash || content::text || created_at ORDER BY output_type) FROM agent_outputs WHERE id IN (:'o1', :'o2', :'o3', :'o4')),
    'hash, content and time are the origin''s');
SELECT is((SELECT count(*)::int FROM agent_outputs WHERE run_id = :'frun' AND id IN (SELECT id FROM agent_outputs WHERE run_id = :'run')), 0, 'ids are not');
SELECT is((SELECT count(*)::int FROM output_files f JOIN agent_outputs o ON o.id = f.output_id WHERE o.run_id = :'frun'), 4, 'each output has its file');
SELECT is((SELECT array_agg(path || ' ' || source ORDER BY path) FROM files WHERE project_id = :'f'), ARRAY['docs/code.md agent', 'docs/code_file.md agent',
    'docs/concept_doc.md agent', 'docs/design_doc.md agent', 'hero.png upload'], 'files, and uploads of that time');
SELECT is((SELECT count(*)::int FROM files f JOIN agent_outputs o ON o.id = f.output_id WHERE f.project_id = :'f' AND o.project_id = :'f'), 4, 'are the fork''s');
SELECT is((SELECT array_agg(node || ' ' || (status = 'pending')) FROM checkpoints k WHERE k.run_id = :'frun'), NULL, 'no checkpoint comes along');

-- its first snapshot
SELECT is((SELECT number || ' ' || cause || ' ' || (agent_id IS NULL) FROM snapshots WHERE run_id = :'frun'), '1 forked from Moon, snapshot ' || :'n' || ' true',
    'the first snapshot says so');
SELECT is((SELECT array_agg(m ORDER BY m) FROM (SELECT o.output_type AS m FROM snapshots s, unnest(snapshot_outputs(s.state::jsonb, s.channels)) AS x
    JOIN agent_outputs o ON o.id = x AND o.run_id = :'frun' WHERE s.run_id = :'frun') t),
    ARRAY['code_file', 'concept_doc', 'design_doc']::varchar[], 'every output that it names is the fork''s');
SELECT is((SELECT cardinality(snapshot_outputs(state::jsonb, channels)) FROM snapshots WHERE run_id = :'frun'), 3, 'and it names no other');
SELECT is((SELECT regexp_replace(state::text, '[0-9a-f-]{36}', '-', 'g') FROM snapshots WHERE run_id = :'frun'),
    (SELECT regexp_replace(state::text, '[0-9a-f-]{36}', '-', 'g') FROM snapshots WHERE id = :'s'), 'the state is the same otherwise');
SELECT is((SELECT array_agg(c.channel || ' ' || (c.made = d.made) ORDER BY c.channel) FROM snapshots s, snapshot_channels(s.channels) c,
    snapshots t, snapshot_channels(t.channels) d WHERE s.run_id = :'frun' AND t.id = :'s' AND d.channel = c.channel),
    ARRAY['concept_document true', 'design_document true'], 'channels hold the same documents');

-- it begins
SELECT is((SELECT payload FROM jobs WHERE project_id = :'f' AND NOT held), '{"kind": "forked", "stops": ["checkpoint_concept", "checkpoint_final"],
    "revision_limit": 1}', 'the engine is told');
SELECT is((SELECT array_agg(type || ' ' || seq ORDER BY seq) FROM events WHERE project_id = :'f'), ARRAY['project:status_changed 1'], 'and who watches');
SELECT is((SELECT detail FROM audit WHERE action = 'project.fork' AND subject = public_id('proj', :'f') AND actor_id = :'vic'),
    jsonb_build_object('project_id', public_id('proj', :'p'), 'snapshot_id', public_id('snap', :'s')), 'it is audited');
SELECT is((SELECT count(*)::int FROM turns WHERE project_id = :'f'), 0, 'turns stay with the origin');
SELECT is((SELECT outcome FROM fix.commit(:'f', NULL, jsonb_build_array(fix.step('code_leader', '{"task": "draw", "type": "code_worker", "epoch": 2}')), NULL)),
    'ok', 'a worker takes it from there');
SELECT is((SELECT number || ' ' || channels::text FROM snapshots WHERE run_id = :'frun' ORDER BY number DESC LIMIT 1),
    (SELECT '2 ' || channels::text FROM snapshots WHERE run_id = :'frun' AND number = 1), 'and keeps its channels');
SELECT is((SELECT status FROM agents WHERE run_id = :'frun' AND task = 'draw'), 'pending', 'the sub-agent at work is queued');

-- variations
SELECT run_fork(:'ann', :'s', '{"start": false, "from": "design", "config": {"provider": "offline", "seed": 9}}') AS g \gset
SELECT is((SELECT name || ' ' || status || ' ' || status_reason || ' ' || progress || ' ' || seed FROM projects WHERE id = :'g'), 'Moon paused user 0 9',
    'it can wait, under the origin''s name, with another seed');
SELECT is((SELECT held || ' ' || (payload->>'from') FROM jobs WHERE project_id = :'g'), 'true design', 'and begin again at a node');
SELECT is(project_resume(:'ann', :'g'), 'running', 'resumed');
SELECT is((SELECT held FROM jobs WHERE project_id = :'g'), false, 'it goes');
UPDATE snapshots SET state = jsonb_set(state::jsonb, '{nodes,design}', state::jsonb#>'{nodes,design}' || '{"status": "idle", "stale": true}')
WHERE id = :'s';
SELECT run_fork(:'ann', :'s', '{}') AS h \gset
SELECT is((SELECT status || ' ' || (completed_at IS NULL) FROM agents WHERE project_id = :'h' AND node = 'design'), 'pending true', 'stale is not done');
UPDATE snapshots SET state = jsonb_set(:'state', '{nodes,code_leader,status}', '"run"') WHERE id = :'s';
SELECT run_fork(:'ann', :'s', '{}') AS i \gset
SELECT is((SELECT array_agg(DISTINCT status::text) FROM agents WHERE project_id = :'i' AND task IS NOT NULL), ARRAY['pending'],
    'sub-agents of a leader that begins again are not done');
UPDATE snapshots SET state = (:'state'::jsonb #- '{nodes,code_leader,tasks,0}') WHERE id = :'s';
SELECT run_fork(:'ann', :'s', '{}') AS j \gset
SELECT is((SELECT status FROM agents WHERE project_id = :'j' AND task = 'core'), 'completed', 'a sub-agent of an earlier plan keeps what it made');
UPDATE snapshots SET state = jsonb_set(:'state', '{phase}', '20') WHERE id = :'s';
SELECT run_fork(:'ann', :'s', '{}') AS m \gset
SELECT is((SELECT current_phase::int FROM projects WHERE id = :'m'), 20, 'a graph of many phases is forked in its last');

-- a fork of a fork; then the origins go
SELECT id AS fs FROM snapshots WHERE run_id = :'frun' AND number = 1 \gset
SELECT run_fork(:'vic', :'fs', '{}') AS ff \gset
SELECT is((SELECT count(*)::int FROM agent_outputs WHERE project_id = :'ff'), 4, 'a fork of a fork');
SELECT project_delete(:'vic', :'f', 'owner', NULL, NULL, NULL);
SELECT is((SELECT count(*)::int FROM agent_outputs WHERE project_id IN (:'p', :'ff')), 9, 'the one between them goes: both keep theirs');
SELECT project_delete(:'ann', :'p', 'owner', NULL, NULL, NULL);
SELECT is((SELECT count(*)::int FROM agent_outputs o JOIN output_files f ON f.output_id = o.id JOIN blobs USING (sha256) WHERE project_id = :'ff'), 4,
    'the first one goes: outputs and contents stay');
SELECT is((SELECT outcome FROM fix.commit(:'ff', NULL, jsonb_build_array(fix.step('code_leader', '{"task": "draw", "type": "code_worker", "epoch": 2}')))),
    'ok', 'and the run goes on');
SELECT is((SELECT forked_from FROM runs WHERE project_id = :'ff'), :'fs', 'a run remembers a snapshot that is gone');
-- provider
SELECT run_id AS irun, (SELECT id FROM snapshots WHERE project_id = :'i' ORDER BY number LIMIT 1) AS ss FROM projects WHERE id = :'i' \gset
UPDATE runs SET provider = 'anthropic' WHERE id = :'irun';
SELECT run_fork(:'ann', :'ss', '{}') AS k, run_fork(:'ann', :'ss', '{"config": {"provider": "offline"}}') AS l \gset
SELECT is((SELECT provider FROM runs WHERE project_id = :'k'), 'anthropic', 'the origin''s provider');
SELECT is((SELECT provider FROM runs WHERE project_id = :'l'), 'offline', 'unless another one is named');
SELECT run_settings(fix_graph.outline, '{"checkpoints": []}') AS settings FROM graph_versions fix_graph WHERE id = fix.graph() \gset
SELECT is(:'settings'::jsonb, '{"stops": [], "revision_limit": 5}', 'settings of a run that never stops');
SELECT * FROM finish();
ROLLBACK;
