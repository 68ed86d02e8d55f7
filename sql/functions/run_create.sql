-- SPDX-License-Identifier: ISC
-- run_create(user uuid, project projects) -> uuid: a run pinned to the newest graph, its agents, and the job that starts the engine.
-- Provider: config.provider, else the setting ludwright.provider of the connection or database, else offline.
-- Returns: the run's id. Errors: LW409 {"reason": "no graph stored"}. Writes: runs, agents, jobs (held), projects.
CREATE OR REPLACE FUNCTION run_create(p_user uuid, p_project projects) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_config jsonb := p_project.config;
    v_graph record;
    v_run uuid;
BEGIN
    SELECT id, outline INTO v_graph FROM graph_versions WHERE name = 'game-dev' ORDER BY created_at DESC, id LIMIT 1;
    IF NOT FOUND THEN
        PERFORM project_refuse(p_project.status, '{"reason": "no graph stored"}');
    END IF;
    INSERT INTO runs (project_id, number, graph_version_id, provider, started_by)
    SELECT p_project.id, coalesce(max(number), 0) + 1, v_graph.id,
        coalesce(v_config->>'provider', nullif(current_setting('ludwright.provider', true), ''), 'offline'), p_user
    FROM runs WHERE project_id = p_project.id
    RETURNING id INTO v_run;
    INSERT INTO agents (project_id, run_id, node, type, ordinal, metadata)
    SELECT p_project.id, v_run, a.value->>'name', a.value->>'name', (a.value->>'ordinal')::int, a.value->'metadata'
    FROM jsonb_array_elements(v_graph.outline->'agents') AS a;
    UPDATE projects SET version = version + 1, updated_at = now(), run_id = v_run, current_phase = 0, progress = 0 WHERE id = p_project.id;
    PERFORM job_advance(p_project.id, v_run, NULL, '{"kind": "start"}' || run_settings(v_graph.outline, v_config), 'start:' || v_run, true);
    RETURN v_run;
END
$$;
