-- SPDX-License-Identifier: ISC
-- commit_rest(job jobs, output uuid, output_type text, stage text, revision int, done boolean, more jsonb, acts jsonb) -> jsonb: what few steps have:
-- files, logs and the like (commit_more), and the engine's actions but `step`, `progress`, `phase`, the only checkpoint, the first leader's percent,
-- and what changes the project's status. done: whether the output completes its agent. more, acts: NULL for none.
-- job: project_id, run_id and agent_id; of a job that has failed also payload and last_error.
-- Returns: events. Errors: LW400 {"do"} for an unknown action; LW409 from check_transition; 23xxx. Writes: as step_commit.
DROP FUNCTION IF EXISTS commit_rest(uuid, uuid, bigint, uuid, jsonb, text, bigint, uuid, boolean, jsonb, jsonb, jsonb, text, boolean);
DROP FUNCTION IF EXISTS commit_rest(jobs, uuid, boolean, jsonb, jsonb, jsonb);
CREATE OR REPLACE FUNCTION commit_rest(p_job jobs, p_output uuid, p_output_type text, p_stage text, p_revision int, p_done boolean, p_more jsonb,
    p_acts jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_act jsonb;
    v_do text;
    v_first jsonb;
    v_events jsonb := '[]';
BEGIN
    IF p_more IS NOT NULL THEN
        PERFORM commit_more(p_job, p_output, p_output_type, p_stage, p_revision, p_more, p_done);
    END IF;
    IF p_acts IS NULL THEN
        RETURN v_events;
    END IF;
    v_first := commit_cancel(p_job, p_acts) || commit_agents(p_job, p_acts);
    FOR i IN 0 .. jsonb_array_length(p_acts) - 1 LOOP
        v_act := p_acts->i;
        v_do := v_act->>'do';
        IF v_do = 'checkpoint' THEN
            v_first := v_first || commit_checkpoint(p_job.project_id, p_job.run_id, v_act);
        ELSIF v_do = 'agent' AND v_act ? 'percent' THEN
            v_events := v_events || commit_percent(p_job.run_id, v_act->>'node', (v_act->>'percent')::int);
        ELSIF coalesce(v_do NOT IN ('agent', 'stale', 'cancel', 'fail'), true) THEN
            PERFORM refuse('LW400', 'no such action', jsonb_build_object('do', v_do));
        END IF;
    END LOOP;
    RETURN v_first || v_events;
END
$$;
