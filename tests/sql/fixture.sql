-- SPDX-License-Identifier: ISC
-- What the tests share: people, a small graph, and steps that a worker and its engine would take. All in schema fix.
CREATE SCHEMA fix;

CREATE FUNCTION fix.graph() RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO graph_versions (name, sha256, graph) VALUES ('game-dev', encode(sha256('graph'), 'hex'), '{
        "name": "game-dev", "phases": ["planning", "development", "quality"], "entry": "concept", "revision_limit": 5,
        "nodes": {
            "concept": {"kind": "agent", "order": 1, "phase": 1, "title": "Concept", "channel": "concept_document", "output_type": "concept_doc"},
            "checkpoint_concept": {"kind": "checkpoint", "order": 2, "phase": 1, "title": "Concept review"},
            "design": {"kind": "agent", "order": 3, "phase": 1, "title": "Design", "channel": "design_document", "output_type": "design_doc"},
            "code_leader": {"kind": "leader", "order": 4, "phase": 2, "title": "Code", "channel": "code_artifacts", "output_type": "code"},
            "sync_development": {"kind": "join", "order": 5, "phase": 2},
            "integrator": {"kind": "builtin", "order": 6, "phase": 3, "title": "Build", "channel": "build_result", "output_type": "build"},
            "checkpoint_final": {"kind": "checkpoint", "order": 7, "phase": 3, "title": "Final review"}
        }, "edges": []}')
    ON CONFLICT (name, sha256) DO UPDATE SET graph = excluded.graph RETURNING id
$$;

CREATE FUNCTION fix.person(p_name text, p_role text DEFAULT 'member') RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO users (email, name, password_hash, role) VALUES (lower(p_name) || '@example.org', p_name, '$2b$12$x', p_role)
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id
$$;

-- A project with an owner Ann, an editor Ed, a reviewer Rie and a viewer Vic; Sam is a stranger, Ada an admin.
CREATE FUNCTION fix.project(p_config jsonb DEFAULT '{}') RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE v_id uuid;
BEGIN
    v_id := project_create(fix.person('Ann'), jsonb_build_object('name', 'Moon', 'concept',
        jsonb_build_object('description', 'a moon garden'), 'config', p_config));
    INSERT INTO project_members (project_id, user_id, role) VALUES (v_id, fix.person('Ed'), 'editor'),
        (v_id, fix.person('Rie'), 'reviewer'), (v_id, fix.person('Vic'), 'viewer');
    PERFORM fix.person('Sam'), fix.person('Ada', 'admin');
    RETURN v_id;
END
$$;

-- The one worker process of the tests, alive.
CREATE FUNCTION fix.worker() RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO workers (id, host, pid, alive_until) VALUES ('00000000-0000-4000-8000-00000000000f', 'h', 1, 'infinity')
    ON CONFLICT (id) DO UPDATE SET pid = 1 RETURNING id
$$;

-- step_commit as the worker calls it: what a step made, as fix.result has it, and the engine's actions, sorted by kind.
CREATE FUNCTION fix.commit_as(p_worker uuid, p_job bigint, p_lease bigint, p_project uuid, p_run uuid, p_agent uuid, p_version bigint, p_result jsonb,
    p_epoch int, p_state text, p_channels jsonb, p_actions jsonb, p_cause text, p_take boolean, p_take_more int DEFAULT 0) RETURNS step_answer LANGUAGE sql AS $$
    SELECT c.* FROM (SELECT (p_result->>'output_id')::uuid AS output, nullif(p_result->'content', 'null') AS content,
        jsonb_path_query_array(p_actions, '$[*] ? (@.do == "checkpoint")') AS reviews,
        jsonb_path_query_array(p_actions, '$[*] ? (@.do == "phase")') AS phases,
        jsonb_path_query_first(p_actions, '$[*] ? (@.do == "agent" && exists(@.percent))') AS leader) AS x,
    step_commit(p_worker, p_job, p_lease, p_project, p_run, p_agent, p_version, x.output, x.content,
        p_result->>'output_type', p_result->>'stage', (p_result->>'revision')::int, p_epoch, p_result->>'input_hash', p_result->>'file_path',
        jsonb_build_array(event_json(p_agent, 'agent:completed', jsonb_strip_nulls(jsonb_build_object('agentId', public_id('agent', p_agent),
            'outputSummary', coalesce(x.content->>'summary', ''), 'duration', CASE WHEN p_result->>'stage' <> 'gather' THEN
                round((p_result->>'duration_ms')::numeric / 1000, 3) END)))),
        nullif(jsonb_strip_nulls(jsonb_build_object('files', nullif(p_result->'files', '[]'), 'logs', nullif(p_result->'logs', '[]'),
            'reused_output_id', p_result->'reused_output_id')), '{}'),
        p_state, p_channels, jsonb_path_query_first(p_actions, '$[*] ? (@.do == "progress").percent')::int, (x.phases->0->>'phase')::int,
        CASE WHEN x.phases->0 ? 'name' THEN jsonb_build_array(event_json(NULL, 'project:phase_changed', jsonb_build_object('phase', x.phases->0->'phase',
            'phaseName', x.phases->0->'name'))) END,
        x.leader->>'node', (x.leader->>'percent')::int, CASE WHEN jsonb_array_length(x.reviews) = 1 THEN x.reviews->0 END,
        nullif(jsonb_path_query_array(p_actions, '$[*] ? (@.do == "step")'), '[]'),
        nullif((SELECT coalesce(jsonb_agg(a.value ORDER BY a.n), '[]') FROM jsonb_array_elements(p_actions) WITH ORDINALITY AS a(value, n)
            WHERE a.value->>'do' NOT IN ('step', 'progress', 'phase', 'pause', 'complete') AND a.value IS DISTINCT FROM x.leader
                AND (a.value->>'do' <> 'checkpoint' OR jsonb_array_length(x.reviews) > 1)), '[]'),
        nullif(jsonb_path_query_array(p_actions, '$[*] ? (@.do == "pause" || @.do == "complete" || @.do == "fail")'), '[]'), p_cause, p_take,
        p_take_more) AS c
$$;

-- The same by whoever has the lease, without taking what follows: the outcome instead of an error.
CREATE FUNCTION fix.step_commit(p_job bigint, p_lease bigint, p_version bigint, p_result jsonb, p_state text, p_actions jsonb, p_cause text,
    p_channels jsonb DEFAULT '{}', OUT outcome text, OUT seq bigint) LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    SELECT * INTO v_job FROM jobs WHERE id = p_job;
    SELECT c.seq INTO seq FROM fix.commit_as(coalesce(v_job.leased_by, fix.worker()), p_job, p_lease, v_job.project_id, v_job.run_id, v_job.agent_id,
        p_version, p_result, coalesce((v_job.payload->>'epoch')::int, 0), p_state, p_channels, p_actions, p_cause, false) AS c;
    outcome := 'ok';
EXCEPTION WHEN SQLSTATE 'LW901' OR SQLSTATE 'LW902' OR SQLSTATE 'LW903' THEN
    outcome := CASE SQLSTATE WHEN 'LW901' THEN 'lost' WHEN 'LW902' THEN 'conflict' ELSE 'gone' END;
END
$$;

-- Claims one job of a project: its id and lease.
CREATE FUNCTION fix.claim(p_project uuid, OUT job bigint, OUT lease bigint, OUT version bigint, OUT payload jsonb) LANGUAGE plpgsql AS $$
BEGIN
    UPDATE jobs j SET lease = j.lease + 1, leased_by = fix.worker(), attempt = attempt + 1
    WHERE id = (SELECT id FROM jobs WHERE project_id = p_project AND leased_by IS NULL AND NOT held ORDER BY priority DESC, id LIMIT 1)
    RETURNING j.id, j.lease, j.payload, (SELECT r.version FROM runs r WHERE r.id = j.run_id) INTO job, lease, payload, version;
END
$$;

-- A step of a project's agent `design` in the queue, changed as p_more says (the SET of an UPDATE): its id.
CREATE FUNCTION fix.queue(p_project uuid, p_more text DEFAULT 'priority = 0') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
    INSERT INTO jobs (kind, project_id, run_id, agent_id, payload)
    SELECT 'step', p_project, p.run_id, a.id, fix.step('design') FROM projects p JOIN agents a ON a.run_id = p.run_id AND a.node = 'design'
    WHERE p.id = p_project RETURNING id INTO v;
    EXECUTE format('UPDATE jobs SET %s WHERE id = %s', p_more, v);
    RETURN v;
END
$$;

CREATE FUNCTION fix.step(p_node text, p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('do', 'step', 'node', p_node, 'task', NULL, 'stage', 'run', 'epoch', 1, 'revision', 1, 'variation', 0,
        'feedback', '[]'::jsonb, 'base', false, 'type', p_node, 'ordinal', 0, 'title', p_node) || p_more
$$;

CREATE FUNCTION fix.result(p_type text, p_output uuid, p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('output_id', p_output, 'output_type', p_type, 'stage', 'run', 'revision', 1,
        'file_path', 'docs/' || p_type || '.md', 'content', jsonb_build_object('summary', 'A garden on the moon', 'document', '{"title": "Moon", "win": "bloom"}'::jsonb),
        'input_hash', encode(sha256('in'), 'hex'), 'files', jsonb_build_array(jsonb_build_object('path', 'docs/' || p_type || '.md',
            'sha256', encode(sha256(p_type::bytea), 'hex'), 'bytes', 10, 'media_type', 'text/markdown')),
        'logs', '[{"level": "INFO", "message": "thought"}]'::jsonb, 'reused_output_id', NULL, 'duration_ms', 1500) || p_more
$$;

-- Claims and commits; the answer of fix.step_commit. Channels NULL: state and channels stay as they are.
CREATE FUNCTION fix.commit(p_project uuid, p_result jsonb, p_actions jsonb, p_channels jsonb DEFAULT '{}', OUT outcome text, OUT seq bigint)
    LANGUAGE plpgsql AS $$
DECLARE v record;
BEGIN
    SELECT * INTO v FROM fix.claim(p_project);
    IF v.job IS NULL THEN
        RAISE 'no job to claim';
    END IF;
    PERFORM CASE WHEN j.kind = 'step' THEN step_started(v.job, v.lease) END FROM jobs j WHERE id = v.job;
    SELECT c.outcome, c.seq INTO outcome, seq FROM fix.step_commit(v.job, v.lease, v.version, p_result,
        CASE WHEN p_channels IS NOT NULL THEN '{"v": 1}' END, p_actions, 'test', p_channels) AS c;
END
$$;

-- A started project whose concept waits at its checkpoint.
CREATE FUNCTION fix.waiting(p_config jsonb DEFAULT '{}') RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE v_id uuid := fix.project(p_config); v_out uuid := gen_random_uuid();
BEGIN
    PERFORM fix.graph();
    PERFORM project_start(fix.person('Ann'), v_id);
    PERFORM fix.commit(v_id, NULL, jsonb_build_array('{"do": "phase", "phase": 1, "name": "planning"}'::jsonb, fix.step('concept')));
    PERFORM fix.commit(v_id, fix.result('concept_doc', v_out), jsonb_build_array(
        jsonb_build_object('do', 'checkpoint', 'node', 'checkpoint_concept', 'reviews', 'concept', 'type', 'concept_review',
            'title', 'Concept review', 'revision', 1, 'output_id', v_out, 'automatic', false),
        '{"do": "progress", "percent": 10}'::jsonb));
    RETURN v_id;
END
$$;

CREATE FUNCTION fix.checkpoint(p_project uuid) RETURNS uuid LANGUAGE sql AS $$
    SELECT id FROM checkpoints WHERE project_id = p_project ORDER BY created_at DESC, revision DESC LIMIT 1
$$;

-- All that a step could write, as one hash: equal before and after where nothing may be written.
CREATE FUNCTION fix.everything() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(md5(t."all"), ' ' ORDER BY md5(t."all"))) FROM (
        SELECT array_agg(x ORDER BY x.id)::text FROM jobs x UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM agents x
        UNION ALL SELECT array_agg(x ORDER BY x.project_id, x.seq)::text FROM events x
        UNION ALL SELECT array_agg(x ORDER BY x.project_id)::text FROM event_heads x
        UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM agent_outputs x UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM runs x
        UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM snapshots x UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM projects x
        UNION ALL SELECT array_agg(x ORDER BY x.project_id)::text FROM budgets x UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM turns x
        UNION ALL SELECT array_agg(x ORDER BY x.sha256)::text FROM blobs x UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM files x
        UNION ALL SELECT array_agg(x ORDER BY x.output_id, x.path)::text FROM output_files x
        UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM agent_logs x UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM checkpoints x
        UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM notifications x UNION ALL SELECT array_agg(x ORDER BY x.id)::text FROM dead_jobs x
    ) AS t("all")
$$;

-- SQLSTATE and DETAIL of a statement that is refused, as text "LW409 {…}"; "none" when it is not.
CREATE FUNCTION fix.refusal(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_detail text;
BEGIN
    EXECUTE p_sql;
    RETURN 'none';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
    RETURN rtrim(SQLSTATE || ' ' || v_detail);
END
$$;

-- Waits until another connection waits for a lock; false when none does within 5 seconds.
CREATE FUNCTION fix.blocked() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1..500 LOOP
        IF EXISTS (SELECT FROM pg_locks WHERE NOT granted) THEN
            RETURN true;
        END IF;
        PERFORM pg_sleep(0.01);
    END LOOP;
    RETURN false;
END
$$;
