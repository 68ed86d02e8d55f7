-- SPDX-License-Identifier: ISC
-- turn_store(job bigint, lease bigint, turn jsonb) -> text: a complete turn of a step that goes on (turn_add). A step's last turn may come with
-- its commit instead.
-- Returns: ok (also when the turn was stored already), lost. Errors: 23xxx. Writes: blobs, turns, budgets.
CREATE OR REPLACE FUNCTION turn_store(p_job bigint, p_lease bigint, p_turn jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := job_fence(p_job, p_lease);
BEGIN
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    PERFORM turn_add(v_job, p_turn);
    RETURN 'ok';
END
$$;
