-- SPDX-License-Identifier: ISC
-- commit_checkpoint(project uuid, run uuid, act jsonb) -> jsonb: a `checkpoint` action. An automatic one is approved at once, with a decision.
-- Returns: events checkpoint:created and checkpoint:resolved (by "system"). Errors: 23505 for a revision that had its checkpoint; P0002 for a
-- node without an agent. Writes: checkpoints, decisions, agents, notifications.
DROP FUNCTION IF EXISTS commit_checkpoints(jobs, jsonb);
CREATE OR REPLACE FUNCTION commit_checkpoint(p_project uuid, p_run uuid, p_act jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_automatic boolean := coalesce((p_act->>'automatic')::boolean, false);
    v_after text := CASE WHEN v_automatic THEN 'completed' ELSE 'waiting_approval' END;
    v_at timestamptz := clock_timestamp();
    v_revision int := coalesce((p_act->>'revision')::int, 1);
    v_agent uuid;
    v_status text;
    v_output agent_outputs;
    v_id uuid := gen_random_uuid();
    v_events jsonb;
BEGIN
    SELECT id, status INTO STRICT v_agent, v_status FROM agents WHERE run_id = p_run AND node = p_act->>'reviews' AND coalesce(task, '') = '';
    SELECT * INTO v_output FROM agent_outputs WHERE id = (p_act->>'output_id')::uuid;
    INSERT INTO checkpoints (id, project_id, run_id, agent_id, node, revision, type, title, description, output, output_id, answers, status,
        automatic, resolved_at)
    VALUES (v_id, p_project, p_run, v_agent, p_act->>'node', v_revision, p_act->>'type', p_act->>'title', left(v_output.content->>'summary', 2000),
        checkpoint_output(v_output), v_output.id, checkpoint_round(p_run, p_act->>'node', v_revision, v_output),
        CASE WHEN v_automatic THEN 'approved' ELSE 'pending' END, v_automatic, CASE WHEN v_automatic THEN v_at END);
    v_events := jsonb_build_array(event_json(v_agent, 'checkpoint:created', jsonb_build_object('checkpointId', public_id('ckpt', v_id),
        'agentId', public_id('agent', v_agent), 'checkpointType', p_act->>'type', 'title', p_act->>'title')));
    IF v_status <> v_after THEN
        UPDATE agents SET status = v_after, progress = 100, completed_at = coalesce(completed_at, v_at), version = version + 1
        WHERE id = v_agent;
    END IF;
    IF NOT v_automatic THEN
        PERFORM notify_members(p_project, ARRAY['owner', 'reviewer'], 'checkpoint:created', jsonb_build_object(
            'checkpoint_id', public_id('ckpt', v_id), 'type', p_act->>'type', 'title', p_act->>'title'));
        RETURN v_events;
    END IF;
    INSERT INTO decisions (checkpoint_id, project_id, decision, automatic) VALUES (v_id, p_project, 'approved', true);
    RETURN v_events || event_json(v_agent, 'checkpoint:resolved', jsonb_build_object('checkpointId', public_id('ckpt', v_id),
        'resolution', 'approved', 'resolvedBy', 'system'));
END
$$;
