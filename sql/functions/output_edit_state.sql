-- SPDX-License-Identifier: ISC
-- output_edit_state(old agent_outputs, output uuid, checkpoint checkpoints): the run's next state, in which this output stands for the old one, and agent
-- and checkpoint are a revision further. The project's row is locked.
-- Returns: nothing. Errors: LW409 {"reason"} when the state has gone on already. Writes: snapshots.
CREATE OR REPLACE FUNCTION output_edit_state(p_old agent_outputs, p_output uuid, p_checkpoint checkpoints) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_snapshot snapshots;
    v_node text := (SELECT node FROM agents WHERE id = p_old.agent_id);
    v_state jsonb;
BEGIN
    SELECT * INTO v_snapshot FROM snapshots WHERE run_id = p_old.run_id ORDER BY number DESC LIMIT 1;
    v_state := v_snapshot.state::jsonb;
    IF v_state #>> ARRAY['nodes', v_node, 'output'] IS DISTINCT FROM p_old.id::text
        OR v_state #>> ARRAY['nodes', p_checkpoint.node, 'status'] IS DISTINCT FROM 'wait'
        OR v_state #>> ARRAY['nodes', p_checkpoint.node, 'revision'] IS DISTINCT FROM p_checkpoint.revision::text THEN
        PERFORM refuse('LW409', 'The run has gone on from this version.', '{"reason": "not under review"}');
    END IF;
    v_state := jsonb_set(v_state, ARRAY['nodes', v_node, 'output'], to_jsonb(p_output));
    v_state := jsonb_set(v_state, ARRAY['nodes', v_node, 'revision'], to_jsonb(p_old.revision + 1));
    v_state := jsonb_set(v_state, ARRAY['nodes', p_checkpoint.node, 'revision'], to_jsonb(p_checkpoint.revision + 1));
    INSERT INTO snapshots (project_id, run_id, number, cause, agent_id, channels, state)
    VALUES (v_snapshot.project_id, v_snapshot.run_id, v_snapshot.number + 1, v_node || ' edited', p_old.agent_id,
        run_fork_text(v_snapshot.channels::text, jsonb_build_object(p_old.id::text, p_output))::jsonb, v_state::text);
END
$$;
