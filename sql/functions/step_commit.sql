-- SPDX-License-Identifier: ISC
-- step_commit(worker uuid, job bigint, lease bigint, project uuid, run uuid, agent uuid, run_version bigint, output uuid, content jsonb,
--     result jsonb, more jsonb, state text, channels jsonb, percent int, phase int, steps jsonb, acts jsonb, cause text, take boolean) -> one row:
-- the one transaction in which a step or an advance job ends; see docs/steps.md.
-- agent: the job's, or NULL. output, content: what the step made, or NULL; the id was chosen by the worker. result: {"output_type", "stage",
-- "revision", "epoch", "file_path", "input_hash", "duration_ms", "summary"}, or NULL. more: what only some steps have (commit_more), or NULL.
-- state: the engine's next state, and channels: channel -> output id(s); NULL to leave both as they are. percent, phase: the engine's actions
-- `progress` and `phase`, NULL without. steps: its `step` actions, NULL for none. acts: the other ones and `phase`, NULL for none.
-- take: the first step that follows is leased to this worker at once and its agent is at work: finish and claim are one commit. The job of a
-- step that made an output is used for it, with the next lease number, unless something is cancelled; else it gets one of its own.
-- The fence: the project still runs this run, the job still has this lease, the run this version. Acts are carried out by kind: cancel; agent,
-- stale and fail; checkpoint; step; then pause, complete and fail of the project.
-- Simple statements of one row, and few expressions, since each costs: see bench/steps before adding one.
-- Returns: seq, the number of the last event (NULL: none); next_job, next_lease and next_agent (NULL: none was taken), project_version
-- (projects.version with this step; acts that change the project's status raise it further).
-- Errors, with nothing written: LW901 the lease is somebody else's; LW902 the run has another version: read it again; LW903 the job is away
-- (cancelled, or ended by another worker) or its run is not the project's any more; LW400 {"do"} for an unknown action; 23xxx what the tables refuse.
-- Writes: jobs, blobs, agent_outputs, output_files, files, agents, agent_logs, step_failures, runs, snapshots, checkpoints, decisions, projects,
-- notifications, event_heads, events.
DROP FUNCTION IF EXISTS step_commit(bigint, bigint, bigint, jsonb, jsonb, jsonb, text);
DROP FUNCTION IF EXISTS step_commit(uuid, bigint, bigint, uuid, uuid, bigint, uuid, jsonb, jsonb, jsonb, text, jsonb, int, int, jsonb, jsonb, text, boolean);
CREATE OR REPLACE FUNCTION step_commit(p_worker uuid, p_job bigint, p_lease bigint, p_project uuid, p_run uuid, p_agent uuid, p_version bigint,
    p_output uuid, p_content jsonb, p_result jsonb, p_more jsonb, p_state text, p_channels jsonb, p_percent int, p_phase int, p_steps jsonb,
    p_acts jsonb, p_cause text, p_take boolean, OUT seq bigint, OUT next_job bigint, OUT next_lease bigint, OUT next_agent uuid,
    OUT project_version bigint) LANGUAGE plpgsql AS $$
DECLARE
    v_at timestamptz := clock_timestamp();
    v_status text;
    v_job jobs;
    v_in_place boolean;
    v_began timestamptz;
    v_events jsonb := '[]';
    v_queued record;
BEGIN
    UPDATE projects SET progress = greatest(progress, p_percent), current_phase = coalesce(p_phase, current_phase),
        version = projects.version + 1, updated_at = v_at
    WHERE id = p_project AND run_id = p_run AND status NOT IN ('cancelled', 'completed')
    RETURNING status, projects.version INTO v_status, project_version;
    p_take := coalesce(p_take AND v_status = 'running' AND NOT (SELECT active FROM maintenance), false);
    v_in_place := p_take AND p_output IS NOT NULL AND p_steps IS NOT NULL AND NOT coalesce(p_acts @? '$[*] ? (@.do == "cancel")', false);
    IF NOT v_in_place THEN
        DELETE FROM jobs WHERE id = p_job AND lease = p_lease AND leased_by = p_worker AND run_id = p_run AND v_status IS NOT NULL
        RETURNING * INTO v_job;
        IF NOT FOUND THEN
            PERFORM step_refused(p_worker, p_job, p_lease, v_status);
        END IF;
    END IF;
    IF p_state IS NULL THEN
        SELECT channels, state INTO p_channels, p_state FROM snapshots WHERE run_id = p_run AND number = p_version;
    END IF;
    INSERT INTO snapshots (project_id, run_id, number, cause, agent_id, channels, state)
    VALUES (p_project, p_run, p_version + 1, p_cause, p_agent, coalesce(p_channels, '{}'), coalesce(p_state, '{}'))
    ON CONFLICT (run_id, number) DO NOTHING;
    IF NOT FOUND THEN
        IF v_in_place THEN
            PERFORM step_refused(p_worker, p_job, p_lease, v_status);
        END IF;
        PERFORM refuse('LW902', 'the run has another version');
    END IF;
    IF p_content IS NOT NULL THEN
        INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, stage, revision, content, file_path, input_hash)
        VALUES (p_output, p_agent, p_project, p_run, p_result->>'output_type', p_result->>'stage', (p_result->>'revision')::int, p_content,
            p_result->>'file_path', p_result->>'input_hash');
    END IF;
    IF p_output IS NOT NULL AND p_result->>'stage' <> 'plan' THEN
        UPDATE agents SET status = 'completed', progress = 100, completed_at = v_at, current_task = NULL, retry_at = NULL, error = NULL,
            error_type = NULL, revision = coalesce((p_result->>'revision')::int, revision), version = version + 1,
            metadata = metadata || jsonb_build_object('output_id', public_id('out', p_output))
        WHERE id = p_agent AND status IN ('pending', 'running') AND coalesce(metadata->'epoch', '0') = coalesce(p_result->'epoch', '0')
        RETURNING coalesce(started_at, v_at) INTO v_began;
        IF FOUND THEN
            v_events := jsonb_build_array(jsonb_build_object('agent', p_agent, 'type', 'agent:completed', 'data', jsonb_build_object(
                'agentId', public_id('agent', p_agent), 'outputSummary', coalesce(left(p_content->>'summary', 200), p_result->>'summary', ''),
                'duration', CASE p_result->>'stage' WHEN 'gather' THEN round(extract(epoch FROM v_at - v_began), 3)
                    ELSE round((p_result->>'duration_ms')::numeric / 1000, 3) END)));
        END IF;
    END IF;
    IF p_more IS NOT NULL OR p_acts IS NOT NULL THEN
        v_job.project_id := p_project;
        v_job.run_id := p_run;
        v_job.agent_id := p_agent;
        v_events := v_events || commit_rest(v_job, p_output, v_began IS NOT NULL, p_result, p_more, p_acts);
    END IF;
    FOR i IN 0 .. coalesce(jsonb_array_length(p_steps), 0) - 1 LOOP
        v_queued := step_queue(p_project, p_run, p_steps->i, v_status <> 'running', CASE WHEN p_take AND i = 0 THEN p_worker END,
            CASE WHEN v_in_place AND i = 0 THEN p_job END, p_lease, v_at);
        IF v_queued.event IS NOT NULL THEN
            v_events := v_events || v_queued.event;
        END IF;
        IF p_take AND i = 0 THEN
            IF v_queued.job IS NULL THEN
                PERFORM step_refused(p_worker, p_job, p_lease, v_status);
            END IF;
            next_job := v_queued.job;
            next_lease := v_queued.lease;
            next_agent := v_queued.agent;
        END IF;
    END LOOP;
    seq := events_append(p_project, v_events);
    IF p_acts IS NOT NULL THEN
        seq := coalesce(commit_status(p_project, p_run, v_status, p_acts), seq);
    END IF;
END
$$;
