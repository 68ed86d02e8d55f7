-- SPDX-License-Identifier: ISC
-- commit_cancel(job jobs, actions jsonb) -> jsonb: the `cancel` actions: jobs of these nodes and their sub-agents go, their agents wait anew, and
-- a pending checkpoint of theirs is closed as changes_requested, automatically.
-- Returns: events checkpoint:resolved (by "system"). Errors: none. Writes: jobs, agents, checkpoints, decisions.
CREATE OR REPLACE FUNCTION commit_cancel(p_job jobs, p_actions jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_nodes text[];
    v_events jsonb;
BEGIN
    IF NOT p_actions @? '$[*] ? (@.do == "cancel")' THEN
        RETURN '[]';
    END IF;
    v_nodes := ARRAY(SELECT n.value FROM jsonb_array_elements(p_actions) AS a CROSS JOIN jsonb_array_elements_text(a.value->'nodes') AS n
        WHERE a.value->>'do' = 'cancel');
    PERFORM FROM jobs j JOIN agents a ON a.id = j.agent_id
    WHERE j.project_id = p_job.project_id AND j.kind = 'step' AND a.node = ANY (v_nodes) ORDER BY j.id FOR UPDATE OF j;
    DELETE FROM jobs j USING agents a
    WHERE a.id = j.agent_id AND j.project_id = p_job.project_id AND j.kind = 'step' AND a.node = ANY (v_nodes);
    WITH closed AS (
        UPDATE checkpoints c SET status = 'changes_requested', automatic = true, resolved_at = clock_timestamp()
        FROM agents a
        WHERE a.id = c.agent_id AND c.run_id = p_job.run_id AND c.status = 'pending' AND (a.node = ANY (v_nodes) OR c.node = ANY (v_nodes))
        RETURNING c.id, c.agent_id
    ), decided AS (
        INSERT INTO decisions (checkpoint_id, project_id, decision, automatic)
        SELECT id, p_job.project_id, 'changes_requested', true FROM closed
    ), waiting AS (
        UPDATE agents SET version = version + 1, status = 'pending', progress = 0, current_task = NULL, retry_at = NULL, completed_at = NULL, error = NULL,
            error_type = NULL
        WHERE run_id = p_job.run_id AND (node = ANY (v_nodes) OR id IN (SELECT agent_id FROM closed)) AND status <> 'pending'
    )
    SELECT coalesce(jsonb_agg(event_json(agent_id, 'checkpoint:resolved', jsonb_build_object('checkpointId', public_id('ckpt', id),
        'resolution', 'changes_requested', 'resolvedBy', 'system'))), '[]')
    INTO v_events FROM closed;
    RETURN v_events;
END
$$;
