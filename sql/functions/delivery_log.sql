-- SPDX-License-Identifier: ISC
-- delivery_log(log jsonb, status int, error text) -> jsonb: a delivery's log with one try more, the latest 20 of them.
-- Returns: [{"at", "status", "error"}]. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION delivery_log(p_log jsonb, p_status int, p_error text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN jsonb_array_length(p_log) >= 20 THEN p_log - 0 ELSE p_log END
        || jsonb_build_array(jsonb_build_object('at', iso_time(clock_timestamp()), 'status', p_status, 'error', left(p_error, 500)))
$$;
