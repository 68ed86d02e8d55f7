-- SPDX-License-Identifier: ISC
-- step_queue(project uuid, run uuid, act jsonb, held boolean, worker uuid, in_place bigint, lease bigint, at timestamptz) -> step_queued: a `step`
-- action: the agent made ready (a sub-agent is made), and its job. That the same work is queued once follows from the run's version, which
-- step_commit fences on. With a worker, and not held, the job is leased to it at once and the agent is at work; event is agent:started then,
-- where it was not before. in_place: a job that this worker has with this lease and that is done: it becomes this step's, with the next lease.
-- A leader that gathers goes on as it is; all others begin anew.
-- Returns: job (NULL: the one to use has another lease), lease, agent, event. Errors: LW409 from check_transition; 23514 for a sub-agent
-- without its leader. Writes: agents, jobs.
DROP FUNCTION IF EXISTS step_queue(uuid, uuid, jsonb, boolean, uuid);
DROP FUNCTION IF EXISTS step_queue(uuid, uuid, jsonb, boolean, uuid, bigint, bigint, timestamptz);
CREATE OR REPLACE FUNCTION step_queue(p_project uuid, p_run uuid, p_act jsonb, p_held boolean, p_worker uuid, p_in_place bigint, p_lease bigint,
    p_at timestamptz) RETURNS step_queued LANGUAGE plpgsql AS $$
DECLARE
    v_queued step_queued;
    v_taken int := CASE WHEN p_worker IS NULL THEN 0 ELSE 1 END;
    v_node text := p_act->>'node';
    v_task text := coalesce(p_act->>'task', '');
    v_gathers boolean := p_act->>'stage' = 'gather';
    v_revision int := p_act->>'revision';
    v_epoch jsonb := p_act->'epoch';
    v_limit text := p_act->>'limit_key';
    v_known jsonb := jsonb_build_object('title', p_act->'title', 'epoch', v_epoch);
    v_type text;
    v_began timestamptz;
BEGIN
    UPDATE agents SET revision = v_revision, completed_at = NULL, retry_at = NULL, error = NULL, error_type = NULL, current_task = NULL,
        attempt = v_taken, version = version + 1, metadata = metadata || v_known,
        status = CASE WHEN v_taken = 1 OR (v_gathers AND status = 'running') THEN 'running' ELSE 'pending' END,
        started_at = CASE WHEN v_taken = 1 AND status <> 'running' THEN p_at ELSE started_at END,
        progress = CASE WHEN revision = v_revision AND metadata->'epoch' = v_epoch AND status <> 'completed' THEN progress ELSE 0 END
    WHERE run_id = p_run AND node = v_node AND coalesce(task, '') = v_task
    RETURNING id, type, started_at INTO v_queued.agent, v_type, v_began;
    IF v_queued.agent IS NULL THEN
        INSERT INTO agents (id, project_id, run_id, node, task, type, ordinal, revision, parent_agent_id, metadata, status, attempt, started_at)
        SELECT gen_random_uuid(), p_project, p_run, v_node, p_act->>'task', coalesce(p_act->>'type', v_node),
            coalesce((p_act->>'ordinal')::int, 0), v_revision,
            (SELECT p.id FROM agents p WHERE v_task <> '' AND p.run_id = p_run AND p.node = v_node AND coalesce(p.task, '') = ''),
            jsonb_strip_nulls(v_known), CASE v_taken WHEN 1 THEN 'running' ELSE 'pending' END, v_taken, CASE v_taken WHEN 1 THEN p_at END
        RETURNING id, type, started_at INTO v_queued.agent, v_type, v_began;
    END IF;
    IF p_in_place IS NOT NULL THEN
        UPDATE jobs SET agent_id = v_queued.agent, payload = p_act, limit_key = v_limit, lease = p_lease + 1, attempt = 1, retries = 0,
            unique_key = NULL, last_error = NULL, created_at = p_at
        WHERE id = p_in_place AND jobs.lease = p_lease AND leased_by = p_worker AND run_id = p_run
        RETURNING id, jobs.lease INTO v_queued.job, v_queued.lease;
    ELSE
        INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, held, limit_key, lease, leased_by, attempt)
        VALUES ('step', p_project, p_run, v_queued.agent, p_act, p_held, v_limit, v_taken, p_worker, v_taken)
        RETURNING id, jobs.lease INTO v_queued.job, v_queued.lease;
    END IF;
    IF v_taken = 1 AND v_began = p_at THEN
        v_queued.event := jsonb_build_object('agent', v_queued.agent, 'type', 'agent:started', 'data', jsonb_build_object(
            'agentId', public_id('agent', v_queued.agent), 'agentType', v_type));
    END IF;
    RETURN v_queued;
END
$$;
