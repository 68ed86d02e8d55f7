-- SPDX-License-Identifier: ISC
-- project_state(project projects, run uuid, phase int, version bigint, job jobs, actions jsonb) -> jsonb: projects.state, in the shape of the
-- specification's section 7.2 with a channel as {"output_id", "revision", "summary"}; see docs/steps.md. Carries over what has not changed.
-- Without the arguments after run: the state in which a run begins.
-- Returns: an object. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION project_state(p_project projects, p_run uuid, p_phase int DEFAULT 0, p_version bigint DEFAULT NULL,
    p_job jobs DEFAULT NULL, p_actions jsonb DEFAULT '[]') RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_old jsonb := CASE WHEN p_version IS NULL THEN '{}' ELSE p_project.state END;
    v_statuses jsonb;
    v_channels jsonb;
    v_decision decisions;
BEGIN
    SELECT jsonb_object_agg(a.node, a.status ORDER BY a.ordinal),
        coalesce(jsonb_object_agg(a.metadata->>'channel', coalesce(CASE
            WHEN NOT s.channels ? (a.metadata->>'channel') THEN NULL
            WHEN v_old->(a.metadata->>'channel')->>'output_id' = public_id('out', (s.channels->>(a.metadata->>'channel'))::uuid)
                THEN v_old->(a.metadata->>'channel')
            ELSE (SELECT jsonb_build_object('output_id', public_id('out', o.id), 'revision', o.revision, 'summary', o.content->'summary')
                FROM agent_outputs o WHERE o.id = (s.channels->>(a.metadata->>'channel'))::uuid) END, 'null'))
            FILTER (WHERE a.metadata ? 'channel'), '{}')
    INTO v_statuses, v_channels
    FROM agents a LEFT JOIN snapshots s ON s.run_id = p_run AND s.number = p_version
    WHERE a.run_id = p_run AND a.task IS NULL;
    IF p_job.payload->>'kind' = 'decided' THEN
        SELECT * INTO v_decision FROM decisions WHERE id = (p_job.payload->>'decision_id')::uuid;
    END IF;
    RETURN v_old || v_channels || jsonb_build_object(
        'project_id', public_id('proj', p_project.id),
        'project_name', p_project.name,
        'user_concept', p_project.concept->>'description',
        'current_phase', p_phase,
        'current_agent', coalesce((SELECT a.value->>'node' FROM jsonb_array_elements(p_actions) AS a
            WHERE a.value->>'do' = 'step' LIMIT 1), v_old->>'current_agent'),
        'pending_checkpoint', (SELECT public_id('ckpt', c.id) FROM checkpoints c
            WHERE c.run_id = p_run AND c.status = 'pending' ORDER BY c.created_at DESC LIMIT 1),
        'checkpoint_approved', coalesce(v_decision.decision = 'approved', (v_old->>'checkpoint_approved')::boolean, false),
        'checkpoint_feedback', CASE WHEN v_decision.id IS NULL THEN v_old->>'checkpoint_feedback' ELSE v_decision.feedback END,
        'agent_statuses', coalesce(v_statuses, '{}'),
        'errors', state_append(v_old->'errors', (SELECT jsonb_agg(jsonb_build_object('agent', a.value->'node', 'task', a.value->'task',
            'error', a.value->'error', 'error_type', a.value->'error_type', 'timestamp', iso_time(clock_timestamp())))
            FROM jsonb_array_elements(p_actions) AS a WHERE a.value->>'do' = 'fail'), 50),
        'messages', state_append(v_old->'messages', (SELECT jsonb_agg(jsonb_build_object('agent', a.node, 'content', left(o.content->>'summary', 200),
            'timestamp', iso_time(o.created_at))) FROM agent_outputs o JOIN agents a ON a.id = o.agent_id
            WHERE p_version IS NOT NULL AND a.id = p_job.agent_id AND a.task IS NULL AND o.created_at = now()), 50));
END
$$;
