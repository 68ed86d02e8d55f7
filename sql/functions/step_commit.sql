-- SPDX-License-Identifier: ISC
-- step_commit(worker uuid, job bigint, lease bigint, project uuid, run uuid, run_version bigint, output uuid, content jsonb, result jsonb,
--     more jsonb, state text, channels jsonb, percent int, phase int, steps jsonb, acts jsonb, cause text, take boolean) -> one row:
-- the one transaction in which a step or an advance job ends; see docs/steps.md.
-- output, content: what the step made, or NULL; the id was chosen by the worker. result: {"output_type", "stage", "revision", "file_path",
-- "input_hash", "duration_ms", "summary"}, or NULL. more: what only some steps have (commit_more), or NULL. state: the engine's next state, and
-- channels: channel -> output id(s); NULL to leave both as they are. percent, phase: the engine's actions `progress` and `phase`, NULL without.
-- steps: its `step` actions, NULL for none. acts: the other ones and `phase`, NULL for none.
-- take: the first step that follows is leased to this worker at once and its agent is at work: finish and claim are one commit.
-- The fence: the project still runs this run, the job still has this lease, the run this version. Acts are carried out by kind: cancel; agent,
-- stale and fail; checkpoint; step; then pause, complete and fail of the project.
-- Two statements and few expressions, since each costs: see bench/steps before adding one.
-- Returns: seq, the number of the last event (NULL: none), next_job and next_agent (NULL: none was taken), project_version (projects.version
-- with this step; acts that change the project's status raise it further).
-- Errors, with nothing written: LW901 the lease is somebody else's; LW902 the run has another version: read it again; LW903 the job is away
-- (cancelled, or ended by another worker) or its run is not the project's any more; LW400 {"do"} for an unknown action; 23xxx what the tables refuse.
-- Writes: jobs, blobs, agent_outputs, output_files, files, agents, agent_logs, runs, snapshots, checkpoints, decisions, projects,
-- notifications, event_heads, events.
DROP FUNCTION IF EXISTS step_commit(bigint, bigint, bigint, jsonb, jsonb, jsonb, text);
CREATE OR REPLACE FUNCTION step_commit(p_worker uuid, p_job bigint, p_lease bigint, p_project uuid, p_run uuid, p_version bigint, p_output uuid,
    p_content jsonb, p_result jsonb, p_more jsonb, p_state text, p_channels jsonb, p_percent int, p_phase int, p_steps jsonb, p_acts jsonb,
    p_cause text, p_take boolean, OUT seq bigint, OUT next_job bigint, OUT next_agent uuid, OUT project_version bigint) LANGUAGE plpgsql AS $$
DECLARE
    v record;
    v_queued record;
    v_events jsonb;
BEGIN
    -- Locks project, job and run, in this order; what is not there any more stops it.
    WITH project AS (
        UPDATE projects SET progress = greatest(progress, p_percent), current_phase = coalesce(p_phase, current_phase),
            version = version + 1, updated_at = now()
        WHERE id = p_project AND run_id = p_run AND status NOT IN ('cancelled', 'completed')
        RETURNING status, version
    ), job AS (
        DELETE FROM jobs WHERE id = (SELECT p_job FROM project) AND lease = p_lease AND leased_by = p_worker AND run_id = p_run
        RETURNING agent_id, payload, last_error
    ), run AS (
        UPDATE runs SET version = p_version + 1 WHERE id = (SELECT p_run FROM job) AND version = p_version RETURNING true AS fenced
    ), snapshot AS (
        INSERT INTO snapshots (project_id, run_id, number, cause, agent_id, channels, state)
        SELECT p_project, p_run, p_version + 1, p_cause, agent_id, p_channels, p_state FROM job, run WHERE p_state IS NOT NULL
    ), output AS (
        INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, stage, revision, content, file_path, input_hash)
        SELECT p_output, agent_id, p_project, p_run, p_result->>'output_type', p_result->>'stage', (p_result->>'revision')::int, p_content,
            p_result->>'file_path', p_result->>'input_hash'
        FROM job, run WHERE p_content IS NOT NULL
    ), agent AS (
        UPDATE agents a SET status = 'completed', progress = 100, completed_at = clock_timestamp(), current_task = NULL, retry_at = NULL,
            error = NULL, error_type = NULL, revision = coalesce((p_result->>'revision')::int, revision), version = version + 1,
            metadata = metadata || jsonb_build_object('output_id', public_id('out', p_output))
        FROM job, run
        WHERE a.id = job.agent_id AND p_output IS NOT NULL AND p_result->>'stage' <> 'plan' AND a.status IN ('pending', 'running')
            AND coalesce(a.metadata->'epoch', '0') = coalesce(job.payload->'epoch', '0')
        RETURNING a.id, CASE p_result->>'stage' WHEN 'gather' THEN round(extract(epoch FROM a.completed_at - a.started_at), 3)
            ELSE round((p_result->>'duration_ms')::numeric / 1000, 3) END AS duration
    )
    SELECT project.status, project.version, job.agent_id, job.payload, job.last_error, run.fenced, agent.id AS done,
        CASE WHEN agent.id IS NULL THEN '[]' ELSE jsonb_build_array(event_json(agent.id, 'agent:completed', jsonb_build_object(
            'agentId', public_id('agent', agent.id), 'duration', coalesce(agent.duration, 0),
            'outputSummary', coalesce(left(p_content->>'summary', 200), p_result->>'summary', '')))) END AS events
    INTO v FROM project LEFT JOIN job ON true LEFT JOIN run ON true LEFT JOIN agent ON true;
    IF v.fenced IS NULL THEN
        PERFORM step_refused(p_job, v.status, v.payload);
    END IF;
    v_events := v.events;
    IF p_more IS NOT NULL OR p_acts IS NOT NULL OR p_state IS NULL THEN
        v_events := v_events || commit_rest(p_project, p_run, p_job, v.agent_id, v.payload, v.last_error, p_version + 1, p_output, v.done IS NOT NULL,
            p_result, p_more, p_acts, p_cause, p_state IS NULL);
    END IF;
    IF p_steps->1 IS NULL AND p_steps IS NOT NULL THEN
        v_queued := step_queue(p_project, p_run, p_steps->0, v.status <> 'running', CASE WHEN p_take AND v.status = 'running' THEN p_worker END);
        v_events := v_events || coalesce(v_queued.event, '[]');
        IF p_take AND v.status = 'running' THEN
            next_job := v_queued.job;
            next_agent := v_queued.agent;
        END IF;
    ELSIF p_steps IS NOT NULL THEN
        SELECT q.events, q.job, q.agent INTO v_events, next_job, next_agent
        FROM steps_queue(p_project, p_run, p_steps, v_events, v.status <> 'running', CASE WHEN p_take AND v.status = 'running' THEN p_worker END) q;
    END IF;
    seq := events_append(p_project, v_events);
    IF p_acts IS NOT NULL THEN
        seq := coalesce(commit_status(p_project, p_run, v.status, p_acts), seq);
    END IF;
    project_version := v.version;
END
$$;
