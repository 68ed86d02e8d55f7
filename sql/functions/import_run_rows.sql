-- SPDX-License-Identifier: ISC
-- import_run_rows(user uuid, project uuid, rows jsonb): runs of an import with their agents and snapshots. A run is pinned to the graph that it had, when
-- it is stored here, else to the newest. One that was at work has failed: it may be tried again.
-- Returns: nothing. Errors: LW409 {"reason"} without any graph; 22xxx, 23xxx. Writes: runs, agents, snapshots.
CREATE OR REPLACE FUNCTION import_run_rows(p_user uuid, p_project uuid, p_rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_newest uuid := (SELECT id FROM graph_versions WHERE name = 'game-dev' ORDER BY created_at DESC, id LIMIT 1);
BEGIN
    IF v_newest IS NULL THEN
        PERFORM refuse('LW409', 'There is no graph here yet.', '{"reason": "no graph stored"}');
    END IF;
    INSERT INTO runs (id, project_id, number, graph_version_id, provider, status, started_by, started_at, ended_at)
    SELECT (r->>'id')::uuid, p_project, (r->>'number')::int, coalesce(v.id, v_newest), left(r->>'provider', 64),
        CASE r->>'status' WHEN 'active' THEN 'failed' ELSE r->>'status' END, p_user, import_time(r->>'started_at'),
        coalesce(import_time(r->>'ended_at'), now())
    FROM jsonb_array_elements(p_rows) AS e(r) LEFT JOIN graph_versions v ON v.name = r->>'graph' AND v.sha256 = r->>'graph_sha256'
    WHERE r->>'kind' = 'run';
    INSERT INTO agents (id, project_id, run_id, node, task, type, ordinal, status, progress, revision, attempt, started_at, completed_at, error,
        error_type, parent_agent_id, metadata, created_at)
    SELECT (r->>'id')::uuid, p_project, (r->>'run_id')::uuid, r->>'node', r->>'task', r->>'type', (r->>'ordinal')::int,
        CASE r->>'status' WHEN 'running' THEN 'pending' ELSE r->>'status' END, (r->>'progress')::int, (r->>'revision')::int, (r->>'attempt')::int,
        import_time(r->>'started_at'), import_time(r->>'completed_at'), left(r->>'error', 8192), r->>'error_type', (r->>'parent_agent_id')::uuid,
        (r->'metadata')::json_object, import_time(r->>'created_at')
    FROM jsonb_array_elements(p_rows) AS e(r) WHERE r->>'kind' = 'agent';
    INSERT INTO snapshots (id, project_id, run_id, number, cause, agent_id, channels, state, created_at)
    SELECT (r->>'id')::uuid, p_project, (r->>'run_id')::uuid, (r->>'number')::bigint, left(r->>'cause', 1000), (r->>'agent_id')::uuid,
        (r->'channels')::json_object, r->>'state', import_time(r->>'created_at')
    FROM jsonb_array_elements(p_rows) AS e(r) WHERE r->>'kind' = 'snapshot';
END
$$;
