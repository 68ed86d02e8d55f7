-- SPDX-License-Identifier: ISC
-- commit_state(job jobs, project projects, result jsonb, state jsonb, actions jsonb, cause text) -> jsonb: the run's next version, its snapshot,
-- and the project's phase, progress (never lower within a run) and state (project_state).
-- A channel holds the last output of its node (commit_channels).
-- Returns: event project:phase_changed where the phase changed. Errors: LW400 for an unknown action. Writes: runs, snapshots, projects.
CREATE OR REPLACE FUNCTION commit_state(p_job jobs, p_project projects, p_result jsonb, p_state jsonb, p_actions jsonb, p_cause text)
    RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_act jsonb;
    v_phase int := p_project.current_phase;
    v_phase_name text;
    v_version bigint;
    v_run_state jsonb;
BEGIN
    FOR v_act IN SELECT value FROM jsonb_array_elements(p_actions) LOOP
        CASE v_act->>'do'
        WHEN 'phase' THEN
            v_phase := (v_act->>'phase')::int;
            v_phase_name := v_act->>'name';
        WHEN 'progress' THEN
            p_project.progress := least(greatest(p_project.progress, floor((v_act->>'percent')::numeric)::int), 100);
        WHEN 'step', 'agent', 'checkpoint', 'stale', 'cancel', 'pause', 'complete', 'fail' THEN -- done elsewhere
        ELSE
            PERFORM refuse('LW400', 'no such action', jsonb_build_object('do', v_act->'do'));
        END CASE;
    END LOOP;
    UPDATE runs SET version = version + 1, state = coalesce(nullif(p_state, 'null'), state) WHERE id = p_job.run_id
    RETURNING version, state INTO v_version, v_run_state;
    INSERT INTO snapshots (project_id, run_id, number, cause, agent_id, channels, state)
    VALUES (p_job.project_id, p_job.run_id, v_version, p_cause, p_job.agent_id, commit_channels(p_job, v_version - 1, p_result),
        v_run_state);
    UPDATE projects SET current_phase = v_phase, progress = p_project.progress,
        state = project_state(p_project, p_job.run_id, v_phase, v_version, p_job, p_actions)
    WHERE id = p_job.project_id;
    IF v_phase = p_project.current_phase THEN
        RETURN '[]';
    END IF;
    RETURN jsonb_build_array(event_json(NULL, 'project:phase_changed', jsonb_build_object('phase', v_phase, 'phaseName', v_phase_name)));
END
$$;
