-- SPDX-License-Identifier: ISC
-- agent_retry(user uuid, agent uuid) -> uuid: tries one failed agent of a failed project again.
-- Returns: the run's id. Errors: LW404, LW403, LW409 (project or agent not failed, archived, or an older run's). Writes: as project_start.
CREATE OR REPLACE FUNCTION agent_retry(p_user uuid, p_agent uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, (SELECT project_id FROM agents WHERE id = p_agent), ARRAY['owner', 'editor']);
    v_agent agents;
BEGIN
    SELECT * INTO v_agent FROM agents WHERE id = p_agent;
    IF v_project.status <> 'failed' THEN
        PERFORM project_refuse(v_project.status);
    ELSIF v_project.archived_at IS NOT NULL THEN
        PERFORM project_refuse(v_project.status, '{"allowed_actions": ["restore"], "reason": "archived"}');
    ELSIF v_agent.status <> 'failed' OR v_agent.run_id <> v_project.run_id THEN
        PERFORM project_refuse(v_project.status, jsonb_build_object('reason', format('the agent is %s', v_agent.status)));
    END IF;
    PERFORM run_retry(v_project, p_agent);
    PERFORM audit_write(p_user, 'agent.retry', public_id('agent', p_agent), 'ok');
    PERFORM project_set_status(v_project.id, 'failed', 'running', NULL);
    RETURN v_project.run_id;
END
$$;
