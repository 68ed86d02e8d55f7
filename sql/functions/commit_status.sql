-- SPDX-License-Identifier: ISC
-- commit_status(project uuid, run uuid, status text, actions jsonb) -> bigint: the actions `pause`, `complete` and `fail`, as far as run and project go.
-- A paused project whose last step was in flight runs again to complete. One that has failed or paused already stays so for what comes later.
-- Returns: the number of the last event, NULL for none. Errors: none. Writes: runs, projects, jobs, notifications, events.
DROP FUNCTION IF EXISTS commit_status(jobs, text, jsonb);
CREATE OR REPLACE FUNCTION commit_status(p_project uuid, p_run uuid, p_status text, p_actions jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_act jsonb;
    v_seq bigint;
BEGIN
    FOR v_act IN SELECT value FROM jsonb_array_elements(p_actions) WHERE value->>'do' IN ('pause', 'complete', 'fail') LOOP
        IF v_act->>'do' = 'pause' AND p_status = 'running' THEN
            v_seq := project_set_status(p_project, p_status, 'paused', coalesce(v_act->>'reason', 'user'));
            p_status := 'paused';
        ELSIF v_act->>'do' = 'fail' AND p_status IN ('running', 'paused') THEN
            UPDATE runs SET status = 'failed', ended_at = now() WHERE id = p_run;
            v_seq := project_set_status(p_project, p_status, 'failed', 'error');
            p_status := 'failed';
        ELSIF v_act->>'do' = 'complete' THEN
            IF p_status <> 'running' THEN
                PERFORM project_set_status(p_project, p_status, 'running', NULL);
            END IF;
            UPDATE runs SET status = 'completed', ended_at = now() WHERE id = p_run;
            v_seq := project_set_status(p_project, 'running', 'completed', NULL);
            p_status := 'completed';
        END IF;
    END LOOP;
    RETURN v_seq;
END
$$;
