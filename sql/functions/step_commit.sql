-- SPDX-License-Identifier: ISC
-- step_commit(job bigint, lease bigint, run_version bigint, result jsonb, state jsonb, actions jsonb, cause text)
--     -> (outcome text, seq bigint): the one transaction in which a step or an advance job ends; see docs/steps.md.
-- result: NULL for an advance job; {"logs", "error", "error_type"} (each may be absent) for a step that failed; else {"output_id" (chosen by
-- the worker), "output_type", "stage", "revision", "content", "file_path", "input_hash", "files": [{"path", "sha256", "bytes", "media_type"}],
-- "logs": [{"level", "message", "metadata"}], "reused_output_id", "duration_ms"}. state: the engine's next state, NULL to leave it.
-- actions: the engine's list.
-- Actions are carried out by kind: cancel; agent, stale and fail; step; checkpoint; phase and progress; then pause, complete and fail of the project.
-- Returns: ok with the number of the last event (NULL: none); lost when the lease is somebody else's; gone when the job is away (cancelled, or
-- ended by another worker) or its run is not the project's any more; conflict when the run has another version: read it again.
-- Nothing is written unless ok.
-- Errors: LW400 {"do"} for an unknown action, 23xxx for what the tables refuse.
-- Writes: jobs, blobs, agent_outputs, output_files, files, agents, agent_logs, runs, snapshots, checkpoints, decisions, projects,
-- notifications, event_heads, events.
CREATE OR REPLACE FUNCTION step_commit(p_job bigint, p_lease bigint, p_run_version bigint, p_result jsonb, p_state jsonb,
    p_actions jsonb, p_cause text, OUT outcome text, OUT seq bigint) LANGUAGE plpgsql AS $$
DECLARE
    v_actions jsonb := CASE jsonb_typeof(p_actions) WHEN 'array' THEN p_actions ELSE '[]' END;
    v_job jobs;
    v_project projects;
    v_version bigint;
    v_events jsonb := '[]';
BEGIN
    SELECT * INTO v_job FROM jobs WHERE id = p_job;
    IF NOT FOUND THEN
        outcome := 'gone';
        RETURN;
    END IF;
    SELECT * INTO v_project FROM projects WHERE id = v_job.project_id FOR NO KEY UPDATE;
    IF v_project.id IS NULL OR v_project.status IN ('cancelled', 'completed') OR v_project.run_id <> v_job.run_id THEN
        outcome := 'gone';
        RETURN;
    END IF;
    SELECT version INTO v_version FROM runs WHERE id = v_job.run_id FOR NO KEY UPDATE;
    PERFORM FROM jobs WHERE id = p_job AND lease = p_lease AND leased_by IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        outcome := CASE WHEN EXISTS (SELECT FROM jobs WHERE id = p_job) THEN 'lost' ELSE 'gone' END;
        RETURN;
    ELSIF v_version <> p_run_version THEN
        outcome := 'conflict';
        RETURN;
    END IF;
    DELETE FROM jobs WHERE id = p_job;

    PERFORM commit_logs(v_job, p_result->'logs');
    IF p_result->>'output_id' IS NOT NULL THEN
        v_events := commit_output(v_job, p_result);
    END IF;
    v_events := v_events || commit_cancel(v_job, v_actions);
    v_events := v_events || commit_agents(v_job, p_result, v_actions);
    PERFORM commit_steps(v_job, v_actions, v_project.status <> 'running');
    v_events := v_events || commit_checkpoints(v_job, v_actions);
    v_events := v_events || commit_state(v_job, v_project, p_result, p_state, v_actions, p_cause);
    outcome := 'ok';
    seq := events_append(v_project.id, v_events);
    seq := coalesce(commit_status(v_job, v_project.status, v_actions), seq);
END
$$;
