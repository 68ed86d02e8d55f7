-- SPDX-License-Identifier: ISC
-- step_queue(project uuid, run uuid, act jsonb, held boolean, worker uuid) -> (job bigint, agent uuid, event jsonb): a `step` action: the agent
-- made ready (a sub-agent is made), and its job. That the same work is queued once follows from the run's version, which step_commit fences on.
-- With a worker, and not held, the job is leased to it at once and the agent is at work; event is agent:started then, where it was not before.
-- A leader that gathers goes on as it is; all others begin anew.
-- Returns: one row. Errors: LW409 from check_transition; 23514 for a sub-agent without its leader. Writes: agents, jobs.
CREATE OR REPLACE FUNCTION step_queue(p_project uuid, p_run uuid, p_act jsonb, p_held boolean, p_worker uuid, OUT job bigint, OUT agent uuid,
    OUT event jsonb) LANGUAGE plpgsql AS $$
DECLARE
    v_known boolean;
BEGIN
    -- Row by row: joins of sets get plans that read whole tables.
    WITH old AS (
        SELECT id, status, revision, metadata->'epoch' AS epoch FROM agents
        WHERE run_id = p_run AND node = p_act->>'node' AND coalesce(task, '') = coalesce(p_act->>'task', '')
    ), made AS (
        INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, held, limit_key, lease, leased_by, attempt)
        SELECT 'step', p_project, p_run, coalesce(old.id, gen_random_uuid()), p_act, p_held, p_act->>'limit_key',
            CASE WHEN p_worker IS NULL THEN 0 ELSE 1 END, p_worker, CASE WHEN p_worker IS NULL THEN 0 ELSE 1 END
        FROM (SELECT) AS one LEFT JOIN old ON true
        RETURNING id, agent_id
    ), ready AS (
        UPDATE agents a SET revision = (p_act->>'revision')::int, completed_at = NULL, retry_at = NULL, error = NULL, error_type = NULL,
            current_task = NULL, attempt = CASE WHEN p_worker IS NULL THEN 0 ELSE 1 END, version = a.version + 1,
            metadata = a.metadata || jsonb_build_object('title', p_act->'title', 'epoch', p_act->'epoch'),
            status = CASE WHEN p_worker IS NOT NULL OR (p_act->>'stage' = 'gather' AND old.status = 'running') THEN 'running' ELSE 'pending' END,
            started_at = CASE WHEN p_worker IS NOT NULL AND old.status <> 'running' THEN clock_timestamp() ELSE a.started_at END,
            progress = CASE WHEN old.revision = (p_act->>'revision')::int AND old.epoch = p_act->'epoch' AND old.status <> 'completed'
                THEN a.progress ELSE 0 END
        FROM old WHERE a.id = old.id
        RETURNING CASE WHEN p_worker IS NOT NULL AND old.status <> 'running' THEN event_json(a.id, 'agent:started',
            jsonb_build_object('agentId', public_id('agent', a.id), 'agentType', a.type)) END AS event
    )
    SELECT made.id, made.agent_id, ready.event, old.id IS NOT NULL INTO job, agent, event, v_known
    FROM made LEFT JOIN old ON true LEFT JOIN ready ON true;
    IF NOT v_known THEN
        INSERT INTO agents AS a (id, project_id, run_id, node, task, type, ordinal, revision, parent_agent_id, metadata, status, attempt, started_at)
        SELECT agent, p_project, p_run, p_act->>'node', p_act->>'task', coalesce(p_act->>'type', p_act->>'node'),
            coalesce((p_act->>'ordinal')::int, 0), (p_act->>'revision')::int, (SELECT p.id FROM agents p
                WHERE p_act->>'task' <> '' AND p.run_id = p_run AND p.node = p_act->>'node' AND coalesce(p.task, '') = ''),
            jsonb_strip_nulls(jsonb_build_object('title', p_act->'title', 'epoch', p_act->'epoch')),
            CASE WHEN p_worker IS NULL THEN 'pending' ELSE 'running' END, CASE WHEN p_worker IS NULL THEN 0 ELSE 1 END,
            CASE WHEN p_worker IS NOT NULL THEN clock_timestamp() END
        RETURNING CASE WHEN p_worker IS NOT NULL THEN event_json(a.id, 'agent:started',
            jsonb_build_object('agentId', public_id('agent', a.id), 'agentType', a.type)) END INTO event;
    END IF;
END
$$;
