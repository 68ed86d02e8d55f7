-- SPDX-License-Identifier: ISC
-- run_fork_map(snapshot snapshots) -> jsonb: the outputs that a fork of this snapshot shares, each with the id that it has there: what the run
-- had made up to then, so that versions and stored answers go along, and what the snapshot names.
-- Returns: {old id: new id}. Errors: LW409 {"reason"} when something that it names is gone. Writes: nothing.
CREATE OR REPLACE FUNCTION run_fork_map(p_snapshot snapshots) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_named uuid[] := snapshot_outputs(p_snapshot.state::jsonb, p_snapshot.channels);
    v_outputs jsonb;
BEGIN
    SELECT coalesce(jsonb_object_agg(id, gen_random_uuid()), '{}') INTO v_outputs FROM agent_outputs
    WHERE run_id = p_snapshot.run_id AND (created_at <= p_snapshot.created_at OR id = ANY (v_named));
    IF NOT v_outputs ?& v_named::text[] THEN
        PERFORM refuse('LW409', 'outputs of this snapshot are gone', '{"reason": "outputs are gone"}');
    END IF;
    RETURN v_outputs;
END
$$;
