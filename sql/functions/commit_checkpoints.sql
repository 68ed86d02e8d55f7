-- SPDX-License-Identifier: ISC
-- commit_checkpoints(job jobs, actions jsonb) -> jsonb: the `checkpoint` actions. Automatic ones are approved at once, with a decision.
-- Returns: events checkpoint:created and checkpoint:resolved (by "system"). Errors: 23505 for a revision that had its checkpoint.
-- Writes: checkpoints, decisions, agents, notifications.
CREATE OR REPLACE FUNCTION commit_checkpoints(p_job jobs, p_actions jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_act jsonb;
    v_automatic boolean;
    v_agent uuid;
    v_output agent_outputs;
    v_checkpoint checkpoints;
    v_events jsonb := '[]';
BEGIN
    FOR v_act IN SELECT value FROM jsonb_array_elements(p_actions) WHERE value->>'do' = 'checkpoint' LOOP
        v_automatic := coalesce((v_act->>'automatic')::boolean, false);
        SELECT * INTO v_output FROM agent_outputs WHERE id = (v_act->>'output_id')::uuid;
        SELECT id INTO STRICT v_agent FROM agents
        WHERE run_id = p_job.run_id AND node = v_act->>'reviews' AND coalesce(task, '') = '';
        INSERT INTO checkpoints (project_id, run_id, agent_id, node, revision, type, title, description, output, output_id, answers,
            status, automatic, resolved_at)
        VALUES (p_job.project_id, p_job.run_id, v_agent, v_act->>'node', coalesce((v_act->>'revision')::int, 1),
            v_act->>'type', v_act->>'title', left(v_output.content->>'summary', 2000), checkpoint_output(v_output), v_output.id,
            checkpoint_round(p_job.run_id, v_act->>'node', v_output), CASE WHEN v_automatic THEN 'approved' ELSE 'pending' END, v_automatic,
            CASE WHEN v_automatic THEN clock_timestamp() END)
        RETURNING * INTO v_checkpoint;
        v_events := v_events || event_json(v_agent, 'checkpoint:created', jsonb_build_object('checkpointId',
            public_id('ckpt', v_checkpoint.id), 'agentId', public_id('agent', v_agent), 'checkpointType', v_checkpoint.type,
            'title', v_checkpoint.title));
        UPDATE agents SET status = CASE WHEN v_automatic THEN 'completed' ELSE 'waiting_approval' END,
            progress = 100, completed_at = coalesce(completed_at, clock_timestamp())
        WHERE id = v_agent AND status <> CASE WHEN v_automatic THEN 'completed' ELSE 'waiting_approval' END;
        IF v_automatic THEN
            INSERT INTO decisions (checkpoint_id, project_id, decision, automatic)
            VALUES (v_checkpoint.id, p_job.project_id, 'approved', true);
            v_events := v_events || event_json(v_agent, 'checkpoint:resolved', jsonb_build_object('checkpointId',
                public_id('ckpt', v_checkpoint.id), 'resolution', 'approved', 'resolvedBy', 'system'));
        ELSE
            PERFORM notify_members(p_job.project_id, ARRAY['owner', 'reviewer'], 'checkpoint:created', jsonb_build_object(
                'checkpoint_id', public_id('ckpt', v_checkpoint.id), 'type', v_checkpoint.type, 'title', v_checkpoint.title));
        END IF;
    END LOOP;
    RETURN v_events;
END
$$;
