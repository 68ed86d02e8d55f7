-- SPDX-License-Identifier: ISC
-- state(project projects) -> jsonb: the specification's projects.state, computed from the tables: p.state reads like a column.
-- The shape of its section 7.2; a channel is {"output_id", "revision", "summary"}, or a list of these where several nodes write it, or null.
-- See docs/steps.md. For single projects: it costs a few index probes.
-- Returns: an object. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION state(p_project projects) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_run runs;
    v_channels jsonb;
    v_agents jsonb;
    v_decision decisions;
BEGIN
    SELECT * INTO v_run FROM runs WHERE id = p_project.run_id;
    SELECT coalesce(channels, '{}') INTO v_channels FROM snapshots WHERE run_id = v_run.id AND number = version(v_run);
    SELECT jsonb_object_agg(a.node, a.status ORDER BY a.ordinal),
        jsonb_object_agg(a.metadata->>'channel', NULL) FILTER (WHERE a.metadata ? 'channel') || coalesce((
            SELECT jsonb_object_agg(c.key, CASE jsonb_typeof(c.value) WHEN 'array' THEN (
                SELECT jsonb_agg(state_channel(i.value) ORDER BY i.n) FROM jsonb_array_elements_text(c.value) WITH ORDINALITY AS i(value, n))
                ELSE state_channel(c.value #>> '{}') END)
            FROM jsonb_each(v_channels) AS c), '{}')
    INTO v_agents, v_channels FROM agents a WHERE a.run_id = v_run.id AND a.task IS NULL;
    SELECT d.* INTO v_decision FROM decisions d JOIN checkpoints c ON c.id = d.checkpoint_id
    WHERE c.run_id = v_run.id AND NOT d.automatic ORDER BY d.created_at DESC LIMIT 1;
    RETURN coalesce(v_channels, '{}') || jsonb_build_object(
        'project_id', public_id('proj', p_project.id),
        'project_name', p_project.name,
        'user_concept', p_project.concept->>'description',
        'current_phase', p_project.current_phase,
        'current_agent', (SELECT node FROM agents WHERE run_id = v_run.id AND task IS NULL AND started_at IS NOT NULL
            ORDER BY status = 'running' DESC, started_at DESC LIMIT 1),
        'pending_checkpoint', (SELECT public_id('ckpt', id) FROM checkpoints
            WHERE run_id = v_run.id AND status = 'pending' ORDER BY created_at DESC LIMIT 1),
        'checkpoint_approved', coalesce(v_decision.decision = 'approved', false),
        'checkpoint_feedback', v_decision.feedback,
        'agent_statuses', coalesce(v_agents, '{}'),
        'errors', coalesce((SELECT jsonb_agg(e.entry ORDER BY e.seq) FROM (
            SELECT v.seq, jsonb_build_object('agent', a.node, 'task', a.task, 'error', v.data->'error', 'error_type', v.data->'errorType',
                'timestamp', v.data->'timestamp') AS entry
            FROM events v JOIN agents a ON a.id = v.agent_id
            WHERE v.project_id = p_project.id AND v.type = 'agent:failed' AND a.run_id = v_run.id ORDER BY v.seq DESC LIMIT 50) e), '[]'),
        'messages', coalesce((SELECT jsonb_agg(m.entry ORDER BY m.created_at, m.id) FROM (
            SELECT o.created_at, o.id, jsonb_build_object('agent', a.node, 'content', left(o.content->>'summary', 200),
                'timestamp', iso_time(o.created_at)) AS entry
            FROM agents a JOIN agent_outputs o ON o.agent_id = a.id
            WHERE a.run_id = v_run.id AND a.task IS NULL ORDER BY o.created_at DESC, o.id DESC LIMIT 50) m), '[]'));
END
$$;
