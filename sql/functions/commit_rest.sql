-- SPDX-License-Identifier: ISC
-- commit_rest(project uuid, run uuid, job bigint, agent uuid, payload jsonb, last_error text, version bigint, output uuid, done boolean,
--     result jsonb, more jsonb, acts jsonb, cause text, keep boolean) -> jsonb: the part of step_commit that not every step has: files and
-- logs (commit_more), the engine's actions but `step` and `progress`, and with keep the state of the version before, copied.
-- Returns: events. Errors: LW400 {"do"} for an unknown action; LW409 from check_transition; 23xxx. Writes: as step_commit.
CREATE OR REPLACE FUNCTION commit_rest(p_project uuid, p_run uuid, p_job bigint, p_agent uuid, p_payload jsonb, p_last_error text, p_version bigint,
    p_output uuid, p_done boolean, p_result jsonb, p_more jsonb, p_acts jsonb, p_cause text, p_keep boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
    v_act jsonb;
    v_events jsonb := '[]';
BEGIN
    v_job.id := p_job;
    v_job.project_id := p_project;
    v_job.run_id := p_run;
    v_job.agent_id := p_agent;
    v_job.payload := p_payload;
    v_job.last_error := p_last_error;
    IF p_more IS NOT NULL THEN
        PERFORM commit_more(v_job, p_output, p_result, p_more, p_done);
    END IF;
    IF p_keep THEN
        INSERT INTO snapshots (project_id, run_id, number, cause, agent_id, channels, state)
        SELECT p_project, p_run, p_version, p_cause, p_agent, coalesce(s.channels, '{}'), coalesce(s.state, '{}')
        FROM (SELECT) AS one LEFT JOIN snapshots s ON s.run_id = p_run AND s.number = p_version - 1;
    END IF;
    FOR v_act IN SELECT value FROM jsonb_array_elements(p_acts) LOOP
        IF coalesce(v_act->>'do' NOT IN ('agent', 'checkpoint', 'stale', 'cancel', 'pause', 'complete', 'fail', 'phase'), true) THEN
            PERFORM refuse('LW400', 'no such action', jsonb_build_object('do', v_act->>'do'));
        ELSIF v_act->>'do' = 'phase' THEN
            v_events := v_events || event_json(NULL, 'project:phase_changed',
                jsonb_build_object('phase', v_act->'phase', 'phaseName', v_act->'name'));
        ELSIF v_act ? 'percent' THEN
            v_events := v_events || commit_percent(p_run, v_act->>'node', (v_act->>'percent')::int);
        END IF;
    END LOOP;
    IF p_acts IS NOT NULL THEN
        v_events := commit_cancel(v_job, p_acts) || commit_agents(v_job, p_result, p_acts) || commit_checkpoints(v_job, p_acts) || v_events;
    END IF;
    RETURN v_events;
END
$$;
