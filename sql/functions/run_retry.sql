-- SPDX-License-Identifier: ISC
-- run_retry(project projects, agent uuid): queues the retry of what failed in a failed project's run: one agent, or for NULL all in one
-- job; where no agent failed (the engine stopped), that begins anew what was at work.
-- Returns: nothing. Errors: LW409 when there is nothing to try again. Writes: runs, jobs (held).
CREATE OR REPLACE FUNCTION run_retry(p_project projects, p_agent uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_failed agents;
BEGIN
    SELECT * INTO v_failed FROM agents WHERE run_id = p_project.run_id AND status = 'failed' AND (p_agent IS NULL OR id = p_agent) LIMIT 1;
    IF FOUND OR p_agent IS NULL THEN
        PERFORM job_advance(p_project.id, p_project.run_id, p_agent, jsonb_build_object('kind', 'retry',
            'node', CASE WHEN p_agent IS NOT NULL THEN v_failed.node END, 'task', CASE WHEN p_agent IS NOT NULL THEN v_failed.task END),
            'retry:' || coalesce(p_agent, p_project.run_id), true);
    ELSE
        PERFORM project_refuse(p_project.status, '{"allowed_actions": ["cancel"], "reason": "nothing to retry"}');
    END IF;
    UPDATE runs SET status = 'active', ended_at = NULL WHERE id = p_project.run_id;
END
$$;
