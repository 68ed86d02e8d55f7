-- SPDX-License-Identifier: ISC
-- queue_audit(action text, job bigint, detail jsonb): what somebody did to the queue by hand. The actor is the system; detail.by is the program.
-- Returns: nothing. Errors: none. Writes: audit.
CREATE OR REPLACE FUNCTION queue_audit(p_action text, p_job bigint, p_detail jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit_write(NULL, p_action, p_job::text, 'ok', NULL, NULL,
        jsonb_strip_nulls(p_detail || jsonb_build_object('by', current_setting('application_name'))));
END
$$;
