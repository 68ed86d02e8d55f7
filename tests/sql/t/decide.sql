-- SPDX-License-Identifier: ISC
-- checkpoint_decide: who may, what is refused, what one decision writes.
BEGIN;
SELECT plan(29);
SELECT fix.waiting() AS p \gset
SELECT fix.checkpoint(:'p') AS c, fix.person('Rie') AS rie, fix.person('Vic') AS vic, fix.person('Sam') AS sam, fix.person('Ada') AS ada \gset

SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'sam', :'c')), 'LW404 {}', 'a stranger finds nothing');
SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, gen_random_uuid(), ''approved'', 1)', :'rie')), 'LW404 {}', 'unknown');
SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'vic', :'c')), 'LW403 {"role": "viewer"}', 'a viewer sees only');
SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''approved'', NULL)', :'rie', :'c')), 'LW428 {"revision": 1}', 'a revision is needed');
SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''approved'', 2)', :'rie', :'c')), 'LW412 {"revision": 1}', 'outdated');
SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''maybe'', 1)', :'rie', :'c')), 'LW400 {"field": "decision"}', 'no such decision');
SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''rejected'', 1, NULL, ''[{"text": "a"}, {"text": " "}]'')', :'rie', :'c')),
    'LW400 {"field": "comments/1/text"}', 'an empty comment');
SELECT is((SELECT status::text FROM checkpoints WHERE id = :'c'), 'pending', 'refusals leave it pending');

INSERT INTO comments (checkpoint_id, project_id, user_id, body) VALUES (:'c', :'p', :'rie', 'left before');
SELECT lives_ok(format('SELECT checkpoint_decide(%L, %L, ''changes_requested'', 1, ''faster'', ''[{"section": "win", "file": "a.md", "line": 3,
    "text": "how?"}]'', ''concept'')', :'rie', :'c'), 'a reviewer decides');
SELECT is((SELECT status::text || ' ' || feedback FROM checkpoints WHERE id = :'c'), 'changes_requested faster', 'the checkpoint has it');
SELECT is((SELECT decision || ' ' || target || ' ' || (decided_by = :'rie') || automatic FROM decisions WHERE checkpoint_id = :'c'),
    'changes_requested concept truefalse', 'the decision is recorded');
SELECT is((SELECT array_agg(concat_ws('|', section, file_path, line, body) ORDER BY created_at)
    FROM comments WHERE decision_id = (SELECT id FROM decisions WHERE checkpoint_id = :'c')),
    ARRAY['left before', 'faster', 'win|a.md|3|how?'], 'comments: earlier ones, the feedback, the rest');
SELECT is((SELECT payload - 'decision_id' FROM jobs WHERE project_id = :'p'), '{"kind": "decided", "node": "checkpoint_concept",
    "revision": 1, "decision": "changes_requested", "target": "concept"}'::jsonb, 'one job with what happened');
SELECT is((SELECT payload->>'decision_id' FROM jobs WHERE project_id = :'p'), (SELECT id::text FROM decisions WHERE checkpoint_id = :'c'),
    'and the decision''s id');
SELECT is((SELECT data - 'timestamp' FROM events WHERE project_id = :'p' ORDER BY seq DESC LIMIT 1), jsonb_build_object(
    'checkpointId', public_id('ckpt', :'c'), 'projectId', public_id('proj', :'p'), 'resolution', 'changes_requested', 'feedback', 'faster',
    'resolvedBy', public_id('user', :'rie')), 'event checkpoint:resolved has the keys of 3.3');
SELECT is((SELECT status::text FROM agents WHERE project_id = :'p' AND node = 'concept'), 'pending', 'the agent waits no more');
SELECT is((SELECT action || ' ' || outcome FROM audit WHERE subject = public_id('ckpt', :'c')), 'checkpoint.request_changes ok', 'audited');
SELECT matches(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'ada', :'c')),
    'LW409 {"decision": "changes_requested", "revision": 1, "decided_at": ".*Z", "decided_by": "user_[0-9a-f]{32}"}', 'decided: the winner''s');
SELECT is((SELECT count(*)::int FROM decisions WHERE project_id = :'p'), 1, 'one decision');
SELECT throws_ok('UPDATE decisions SET feedback = ''x''', 'LW409', NULL, 'decisions are not changed');
SELECT throws_ok('DELETE FROM decisions', 'LW409', NULL, 'nor deleted');

-- paused: accepted, and what follows is held
SELECT fix.waiting() AS p2 \gset
SELECT fix.checkpoint(:'p2') AS c2, fix.person('Ann') AS ann \gset
SELECT project_pause(:'ann', :'p2');
SELECT lives_ok(format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'ada', :'c2'), 'a paused project takes a decision, of an admin too');
SELECT is((SELECT array_agg(held) FROM jobs WHERE project_id = :'p2'), ARRAY[true], 'its job is held');
SELECT is((SELECT status::text FROM agents WHERE project_id = :'p2' AND node = 'concept'), 'completed', 'approved: the agent is done');
-- cancelled, and a checkpoint that a newer revision follows
SELECT fix.waiting() AS p3 \gset
SELECT fix.checkpoint(:'p3') AS c3 \gset
INSERT INTO checkpoints (project_id, run_id, agent_id, node, revision, type, title, output)
SELECT project_id, run_id, agent_id, node, 2, type, title, output FROM checkpoints WHERE id = :'c3';
SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'ann', :'c3')), 'LW412 {"revision": 2}', 'superseded');
DELETE FROM checkpoints WHERE project_id = :'p3' AND revision = 2;
SELECT project_cancel(:'ann', :'p3');
SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'ann', :'c3')),
    'LW409 {"status": "cancelled", "allowed_actions": []}', 'cancelled');
-- a checkpoint that an earlier run left
SELECT fix.waiting() AS p4 \gset
SELECT fix.checkpoint(:'p4') AS c4 \gset
SELECT job_advance(:'p4', run_id, NULL, '{"kind": "resumed"}', NULL, false) FROM projects WHERE id = :'p4';
SELECT fix.commit(:'p4', NULL, '[{"do": "complete"}]');
SELECT is(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'ann', :'c4')),
    'LW409 {"status": "completed", "allowed_actions": ["start"]}', 'completed');
SELECT project_start(:'ann', :'p4');
SELECT matches(fix.refusal(format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'ann', :'c4')), 'LW409 .*"older run"', 'an older run''s');
SELECT lives_ok(format('DELETE FROM projects WHERE id = %L', :'p'), 'a project with decisions can be deleted');
SELECT * FROM finish();
ROLLBACK;
