-- SPDX-License-Identifier: ISC
-- audit_prune(before timestamptz) -> bigint: retention of the trail. Takes away the chain's beginning up to the last signed head that is older, and
-- says so in the trail; that head stays, so that what is left still has something to begin at. Rows that are not sealed stay.
-- Returns: the number up to which it took away, NULL when there was nothing. Errors: none. Writes: audit, audit_seals, audit_heads.
CREATE OR REPLACE FUNCTION audit_prune(p_before timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_to bigint;
    v_from bigint;
BEGIN
    SELECT min(number) INTO v_from FROM audit_seals;
    SELECT h.number INTO v_to FROM audit_heads h JOIN audit_seals s USING (number) WHERE s.sealed_at < p_before ORDER BY h.number DESC LIMIT 1;
    IF v_to IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM audit_write(NULL, 'audit.prune', NULL, 'ok', NULL, NULL, jsonb_build_object('from', v_from, 'to', v_to, 'before', p_before));
    PERFORM set_config('ludwright.retention', 'on', true);
    DELETE FROM audit a USING audit_seals s WHERE s.audit_id = a.id AND s.number <= v_to;
    DELETE FROM audit_seals WHERE number <= v_to;
    DELETE FROM audit_heads WHERE number < v_to;
    PERFORM set_config('ludwright.retention', '', true);
    RETURN v_to;
END
$$;
