-- SPDX-License-Identifier: ISC
-- step_commit(worker uuid, job bigint, lease bigint, project uuid, run uuid, agent uuid, run_version bigint, output uuid, content jsonb,
--     output_type text, stage text, revision int, epoch int, input_hash text, file_path text, done jsonb, more jsonb, state text, channels jsonb,
--     percent int, phase int, told jsonb, leader text, leader_percent int, review jsonb, steps jsonb, acts jsonb, ends jsonb, cause text,
--     take boolean, take_more int) -> step_answer: the one transaction in which a step or an advance job ends; see docs/steps.md.
-- agent: the job's, or NULL. output, content: what the step made, or NULL; the id was chosen by the worker. output_type to file_path: of the row of
-- agent_outputs, and the step's epoch; stage is NULL without an output. done: [event agent:completed], as event_json has it; without `duration`
-- where that is the time since the agent began. more: what only some steps have (commit_more), or NULL.
-- state: the engine's next state, and channels: channel -> output id(s); NULL to leave both as they are. percent, phase: the engine's actions
-- `progress` and `phase`, NULL without. told: events that follow from the actions alone, NULL for none. leader, leader_percent: the action that says how
-- far a leader is. review: the checkpoint, where there is one. steps: the `step` actions, ends: `pause`, `complete` and `fail`, acts: all
-- others, and `fail` again; NULL for none.
-- take: the first step that follows is leased to this worker at once and its agent is at work: finish and claim are one commit. The job of a
-- step that made an output is used for it, with the next lease number, unless something is cancelled; else it gets one of its own.
-- take_more: so many of those after the first are leased too, each with a job of its own and lease 1; 0 without take.
-- The fence: the project still runs this run, the job still has this lease, the run this version. Acts are carried out by kind: cancel; agent,
-- stale and fail; checkpoint; step; then pause, complete and fail of the project.
-- Simple statements of one row, and few expressions, since each costs: see docs/figures.md before adding one.
-- Returns: seq, the number of the last event (NULL: none); next_job, next_lease and next_agent (NULL: none was taken), project_version
-- (projects.version with this step; acts that change the project's status raise it further), more: "job agent …" of what take_more took, in the order of
-- steps; NULL for none.
-- Errors, with nothing written: LW901 the lease is somebody else's; LW902 the run has another version: read it again; LW903 the job is away
-- (cancelled, or ended by another worker) or its run is not the project's any more; LW400 {"do"} for an unknown action; 23xxx what the tables refuse.
-- Writes: jobs, blobs, agent_outputs, output_files, files, agents, agent_logs, step_failures, runs, snapshots, checkpoints, decisions, projects,
-- notifications, event_heads, events.
DROP FUNCTION IF EXISTS step_commit(bigint, bigint, bigint, jsonb, jsonb, jsonb, text);
DROP FUNCTION IF EXISTS step_commit(uuid, bigint, bigint, uuid, uuid, bigint, uuid, jsonb, jsonb, jsonb, text, jsonb, int, int, jsonb, jsonb, text, boolean);
DROP FUNCTION IF EXISTS step_commit(uuid, bigint, bigint, uuid, uuid, uuid, bigint, uuid, jsonb, jsonb, jsonb, text, jsonb, int, int, jsonb, jsonb, text,
    boolean);
DROP FUNCTION IF EXISTS step_commit(uuid, bigint, bigint, uuid, uuid, uuid, bigint, uuid, jsonb, text, text, int, int, text, text, jsonb, jsonb, text, jsonb, int,
    int, jsonb, text, int, jsonb, jsonb, jsonb, jsonb, text, boolean);
CREATE OR REPLACE FUNCTION step_commit(p_worker uuid, p_job bigint, p_lease bigint, p_project uuid, p_run uuid, p_agent uuid, p_version bigint,
    p_output uuid, p_content jsonb, p_output_type text, p_stage text, p_revision int, p_epoch int, p_input_hash text, p_file_path text, p_done jsonb,
    p_more jsonb, p_state text, p_channels jsonb, p_percent int, p_phase int, p_told jsonb, p_leader text, p_leader_percent int, p_review jsonb,
    p_steps jsonb, p_acts jsonb, p_ends jsonb, p_cause text, p_take boolean, p_take_more int DEFAULT 0) RETURNS step_answer LANGUAGE plpgsql AS $$
DECLARE
    v_answer step_answer;
    v_at timestamptz := clock_timestamp();
    v_status text;
    v_stopped boolean;
    v_in_place boolean;
    v_job jobs;
    v_began timestamptz;
    v_events jsonb := '[]';
    v_queued step_queued;
BEGIN
    UPDATE projects SET progress = greatest(progress, p_percent), current_phase = coalesce(p_phase, current_phase),
        version = projects.version + 1, updated_at = v_at
    WHERE id = p_project AND run_id = p_run AND status NOT IN ('cancelled', 'completed')
    RETURNING status, projects.version, status <> 'running' OR (SELECT active FROM maintenance) INTO v_status, v_answer.project_version, v_stopped;
    IF v_stopped IS NOT FALSE OR p_take IS NULL THEN
        p_take := false;
    END IF;
    v_in_place := p_take AND p_output IS NOT NULL AND p_steps IS NOT NULL AND (p_acts IS NULL OR NOT p_acts @? '$[*] ? (@.do == "cancel")');
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
        VALUES (p_output, p_agent, p_project, p_run, p_output_type, p_stage, p_revision, p_content, p_file_path, p_input_hash);
    END IF;
    IF p_output IS NOT NULL AND p_stage <> 'plan' THEN
        UPDATE agents SET status = 'completed', progress = 100, completed_at = v_at, current_task = NULL, retry_at = NULL, error = NULL,
            error_type = NULL, revision = p_revision, version = version + 1,
            metadata = metadata || jsonb_build_object('output_id', public_id('out', p_output))
        WHERE id = p_agent AND status IN ('pending', 'running') AND coalesce((metadata->>'epoch')::int, 0) = p_epoch
        RETURNING coalesce(started_at, v_at) INTO v_began;
        IF v_began IS NOT NULL THEN
            v_events := p_done;
            IF p_stage = 'gather' THEN
                v_events := jsonb_set(p_done, '{0,data,duration}', to_jsonb(round(extract(epoch FROM v_at - v_began), 3)));
            END IF;
        END IF;
    END IF;
    IF p_more IS NOT NULL OR p_acts IS NOT NULL THEN
        v_job.project_id := p_project;
        v_job.run_id := p_run;
        v_job.agent_id := p_agent;
        v_events := v_events || commit_rest(v_job, p_output, p_output_type, p_stage, p_revision, v_began IS NOT NULL, p_more, p_acts);
    END IF;
    IF p_review IS NOT NULL THEN
        v_events := v_events || commit_checkpoint(p_project, p_run, p_review, p_agent, v_began IS NOT NULL, p_output, p_output_type, p_content);
    END IF;
    IF p_leader IS NOT NULL THEN
        v_events := v_events || commit_percent(p_run, p_leader, p_leader_percent);
    END IF;
    IF p_told IS NOT NULL THEN
        v_events := v_events || p_told;
    END IF;
    IF p_steps IS NOT NULL THEN
        FOR i IN 0 .. jsonb_array_length(p_steps) - 1 LOOP
            v_queued := step_queue(p_project, p_run, p_steps->i, v_status <> 'running', CASE WHEN p_take AND i <= p_take_more THEN p_worker END,
                CASE WHEN v_in_place AND i = 0 THEN p_job END, p_lease, v_at);
            IF v_queued.event IS NOT NULL THEN
                v_events := v_events || v_queued.event;
            END IF;
            IF p_take AND i = 0 THEN
                IF v_queued.job IS NULL THEN
                    PERFORM step_refused(p_worker, p_job, p_lease, v_status);
                END IF;
                v_answer.next_job := v_queued.job;
                v_answer.next_lease := v_queued.lease;
                v_answer.next_agent := v_queued.agent;
            ELSIF p_take AND i <= p_take_more THEN
                v_answer.more := concat_ws(' ', v_answer.more, v_queued.job, v_queued.agent);
            END IF;
        END LOOP;
    END IF;
    v_answer.seq := events_append(p_project, v_events);
    IF p_ends IS NOT NULL THEN
        v_answer.seq := coalesce(commit_status(p_project, p_run, v_status, p_ends), v_answer.seq);
    END IF;
    RETURN v_answer;
END
$$;
