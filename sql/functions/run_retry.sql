-- SPDX-License-Identifier: ISC
-- run_retry(project projects, agent uuid): queues the retry of what failed in a failed project's run: one agent, or all for NULL.
-- Returns: nothing. Errors: LW409 when there is nothing to try again. Writes: runs, jobs (held).
CREATE OR REPLACE FUNCTION run_retry(p_project projects, p_agent uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_failed agents;
    v_any boolean := EXISTS (SELECT FROM jobs WHERE run_id = p_project.run_id AND project_id = p_project.id);
BEGIN
    UPDATE runs SET status = 'active', ended_at = NULL WHERE id = p_project.run_id;
    FOR v_failed IN SELECT * FROM agents WHERE run_id = p_project.run_id AND status = 'failed' AND (p_agent IS NULL OR id = p_agent)
            ORDER BY ordinal, id LOOP
        v_any := true;
        PERFORM job_advance(p_project.id, p_project.run_id, v_failed.id,
            jsonb_build_object('kind', 'retry', 'node', v_failed.node, 'task', v_failed.task), 'retry:' || v_failed.id, true);
    END LOOP;
    IF NOT v_any THEN
        PERFORM project_refuse(p_project.status, '{"allowed_actions": ["cancel"], "reason": "nothing to retry"}');
    END IF;
END
$$;
