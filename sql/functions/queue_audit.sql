-- SPDX-License-Identifier: ISC
-- queue_audit(action text, job bigint, detail jsonb, actor uuid): what somebody did to the queue by hand. Without an actor it is the system; detail.by is
-- the program. Returns: nothing. Errors: none. Writes: audit.
DROP FUNCTION IF EXISTS queue_audit(text, bigint, jsonb);
CREATE OR REPLACE FUNCTION queue_audit(p_action text, p_job bigint, p_detail jsonb, p_actor uuid DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit_write(p_actor, p_action, p_job::text, 'ok', NULL, NULL,
        jsonb_strip_nulls(p_detail || jsonb_build_object('by', current_setting('application_name'))));
END
$$;
