-- SPDX-License-Identifier: ISC
-- audit_write(actor uuid, action text, subject text, outcome text, address inet, request_id text, detail jsonb)
-- Address and request id that are NULL are taken from the settings ludwright.address and ludwright.request_id, where the caller of
-- project_start, checkpoint_decide and so on may put them (set_config(…, true)) for the transaction.
-- Returns: the row's number. Errors: none. Writes: audit.
CREATE OR REPLACE FUNCTION audit_write(p_actor uuid, p_action text, p_subject text, p_outcome text, p_address inet DEFAULT NULL,
    p_request_id text DEFAULT NULL, p_detail jsonb DEFAULT '{}') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
BEGIN
    INSERT INTO audit (actor_id, action, subject, outcome, address, request_id, detail)
    VALUES (p_actor, p_action, p_subject, p_outcome,
        coalesce(p_address, nullif(current_setting('ludwright.address', true), '')::inet),
        coalesce(p_request_id, nullif(current_setting('ludwright.request_id', true), '')), coalesce(p_detail, '{}'))
    RETURNING id INTO v_id;
    RETURN v_id;
END
$$;
