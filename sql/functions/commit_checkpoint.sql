-- SPDX-License-Identifier: ISC
-- commit_checkpoint(project uuid, run uuid, act jsonb, agent uuid, done boolean, output uuid, output_type text, content jsonb) -> jsonb: a `checkpoint`
-- action. An automatic one is approved at once, with a decision.
-- agent to content: the step's own agent, whether it has just been completed, and its output; what the action is about is read when it is another one.
-- Returns: events checkpoint:created and checkpoint:resolved (by "system"). Errors: 23505 for a revision that had its checkpoint; P0002 for a
-- node without an agent. Writes: checkpoints, decisions, agents, notifications.
DROP FUNCTION IF EXISTS commit_checkpoints(jobs, jsonb);
DROP FUNCTION IF EXISTS commit_checkpoint(uuid, uuid, jsonb);
CREATE OR REPLACE FUNCTION commit_checkpoint(p_project uuid, p_run uuid, p_act jsonb, p_agent uuid DEFAULT NULL, p_done boolean DEFAULT false,
    p_output uuid DEFAULT NULL, p_output_type text DEFAULT NULL, p_content jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_automatic boolean := coalesce((p_act->>'automatic')::boolean, false);
    v_at timestamptz := clock_timestamp();
    v_node text := p_act->>'node';
    v_type text := p_act->>'type';
    v_title text := p_act->>'title';
    v_revision int := coalesce((p_act->>'revision')::int, 1);
    v_output uuid := p_act->>'output_id';
    v_id uuid := gen_random_uuid();
    v_spent record;
    v_events jsonb;
BEGIN
    IF v_output IS DISTINCT FROM p_output OR p_content IS NULL THEN
        SELECT id INTO STRICT p_agent FROM agents WHERE run_id = p_run AND node = p_act->>'reviews' AND coalesce(task, '') = '';
        SELECT output_type, content INTO p_output_type, p_content FROM agent_outputs WHERE id = v_output;
        p_done := false;
    END IF;
    v_spent := checkpoint_spent(p_run, v_node);
    INSERT INTO checkpoints (id, project_id, run_id, agent_id, node, revision, type, title, description, output, output_id, answers, status,
        automatic, resolved_at, cost_usd, duration_ms)
    VALUES (v_id, p_project, p_run, p_agent, v_node, v_revision, v_type, v_title, left(p_content->>'summary', 2000),
        checkpoint_output(v_output, p_output_type, p_content), v_output, checkpoint_round(p_run, v_node, v_revision, p_content),
        CASE WHEN v_automatic THEN 'approved' ELSE 'pending' END, v_automatic, CASE WHEN v_automatic THEN v_at END, v_spent.usd, v_spent.ms);
    v_events := jsonb_build_array(jsonb_build_object('agent', p_agent, 'type', 'checkpoint:created', 'data', jsonb_build_object(
        'checkpointId', public_id('ckpt', v_id), 'agentId', public_id('agent', p_agent), 'checkpointType', v_type, 'title', v_title)));
    IF NOT (v_automatic AND p_done) THEN
        UPDATE agents SET status = CASE WHEN v_automatic THEN 'completed' ELSE 'waiting_approval' END, progress = 100,
            completed_at = coalesce(completed_at, v_at), version = version + 1
        WHERE id = p_agent AND status <> CASE WHEN v_automatic THEN 'completed' ELSE 'waiting_approval' END;
    END IF;
    IF NOT v_automatic THEN
        PERFORM notify_members(p_project, ARRAY['owner', 'reviewer'], 'checkpoint:created', jsonb_build_object(
            'checkpoint_id', public_id('ckpt', v_id), 'type', v_type, 'title', v_title));
        RETURN v_events;
    END IF;
    INSERT INTO decisions (checkpoint_id, project_id, decision, automatic) VALUES (v_id, p_project, 'approved', true);
    RETURN v_events || jsonb_build_object('agent', p_agent, 'type', 'checkpoint:resolved', 'data', jsonb_build_object(
        'checkpointId', v_events #> '{0,data,checkpointId}', 'resolution', 'approved', 'resolvedBy', 'system'));
END
$$;
