-- SPDX-License-Identifier: ISC
-- commit_steps(job jobs, actions jsonb, held boolean): the `step` actions: agents made ready (sub-agents made), and their jobs.
-- A leader that gathers stays as it is; all others begin anew. The same work (unique_key) is queued once.
-- Returns: nothing. Errors: LW409 from check_transition; 23514 for a sub-agent without its leader. Writes: agents, jobs.
CREATE OR REPLACE FUNCTION commit_steps(p_job jobs, p_actions jsonb, p_held boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT p_actions @? '$[*] ? (@.do == "step")' THEN
        RETURN;
    END IF;
    WITH step AS (
        SELECT DISTINCT ON (s.value->>'node', s.value->>'task') s.value AS act, s.value->>'node' AS node, s.value->>'task' AS task,
            coalesce(s.value->>'stage', 'run') AS stage, coalesce((s.value->>'revision')::int, 1) AS revision, s.n
        FROM jsonb_array_elements(p_actions) WITH ORDINALITY AS s(value, n)
        WHERE s.value->>'do' = 'step' ORDER BY s.value->>'node', s.value->>'task', s.n DESC
    ), agent AS (
        INSERT INTO agents AS a (project_id, run_id, node, task, type, ordinal, revision, parent_agent_id, metadata)
        SELECT p_job.project_id, p_job.run_id, s.node, s.task, coalesce(s.act->>'type', s.node), coalesce((s.act->>'ordinal')::int, 0),
            s.revision, CASE WHEN s.task IS NOT NULL THEN (SELECT p.id FROM agents p
                WHERE p.run_id = p_job.run_id AND p.node = s.node AND coalesce(p.task, '') = '') END,
            jsonb_strip_nulls(jsonb_build_object('title', s.act->'title', 'epoch', s.act->'epoch'))
        FROM step s
        ON CONFLICT (run_id, node, coalesce(task, '')) DO UPDATE SET
            revision = excluded.revision, metadata = a.metadata || excluded.metadata, completed_at = NULL, retry_at = NULL,
            error = NULL, error_type = NULL, current_task = NULL, attempt = 0,
            status = CASE WHEN a.status = 'running' AND EXISTS (SELECT FROM step g
                WHERE g.node = a.node AND g.task IS NOT DISTINCT FROM a.task AND g.stage = 'gather') THEN 'running' ELSE 'pending' END,
            progress = CASE WHEN a.revision = excluded.revision AND a.metadata->'epoch' = excluded.metadata->'epoch'
                AND a.status <> 'completed' THEN a.progress ELSE 0 END
        RETURNING a.id, a.node, a.task
    )
    INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, unique_key, held)
    SELECT 'step', p_job.project_id, p_job.run_id, a.id, s.act, concat_ws(':', p_job.run_id, s.node, coalesce(s.task, ''), s.stage,
        coalesce(s.act->>'epoch', '0'), s.revision), p_held
    FROM step s JOIN agent a ON a.node = s.node AND a.task IS NOT DISTINCT FROM s.task
    ORDER BY s.n
    ON CONFLICT (unique_key) DO NOTHING;
END
$$;
