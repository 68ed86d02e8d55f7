-- SPDX-License-Identifier: ISC
-- commit_rest(job jobs, output uuid, done boolean, result jsonb, more jsonb, acts jsonb) -> jsonb: the part of step_commit that not every step
-- has: files and logs (commit_more), and the engine's actions but `step`, `progress` and what changes the project's status.
-- job: project_id, run_id and agent_id; of a job that has failed also payload and last_error. done: whether the output completes its agent.
-- Returns: events. Errors: LW400 {"do"} for an unknown action; LW409 from check_transition; 23xxx. Writes: as step_commit.
DROP FUNCTION IF EXISTS commit_rest(uuid, uuid, bigint, uuid, jsonb, text, bigint, uuid, boolean, jsonb, jsonb, jsonb, text, boolean);
CREATE OR REPLACE FUNCTION commit_rest(p_job jobs, p_output uuid, p_done boolean, p_result jsonb, p_more jsonb, p_acts jsonb) RETURNS jsonb
    LANGUAGE plpgsql AS $$
DECLARE
    v_act jsonb;
    v_do text;
    v_checkpoints jsonb := '[]';
    v_events jsonb := '[]';
BEGIN
    IF p_more IS NOT NULL THEN
        PERFORM commit_more(p_job, p_output, p_result, p_more, p_done);
    END IF;
    IF p_acts @? '$[*] ? ((@.do == "agent" && !exists(@.percent)) || @.do == "stale" || @.do == "fail" || @.do == "cancel")' THEN
        v_checkpoints := commit_cancel(p_job, p_acts) || commit_agents(p_job, p_result, p_acts);
    END IF;
    FOR i IN 0 .. coalesce(jsonb_array_length(p_acts), 0) - 1 LOOP
        v_act := p_acts->i;
        v_do := v_act->>'do';
        IF v_do = 'phase' THEN
            v_events := v_events || event_json(NULL, 'project:phase_changed',
                jsonb_build_object('phase', v_act->'phase', 'phaseName', v_act->'name'));
        ELSIF v_do = 'checkpoint' THEN
            v_checkpoints := v_checkpoints || commit_checkpoint(p_job.project_id, p_job.run_id, v_act);
        ELSIF v_do = 'agent' AND v_act ? 'percent' THEN
            v_events := v_events || commit_percent(p_job.run_id, v_act->>'node', (v_act->>'percent')::int);
        ELSIF coalesce(v_do NOT IN ('agent', 'stale', 'cancel', 'pause', 'complete', 'fail'), true) THEN
            PERFORM refuse('LW400', 'no such action', jsonb_build_object('do', v_do));
        END IF;
    END LOOP;
    RETURN v_checkpoints || v_events;
END
$$;
