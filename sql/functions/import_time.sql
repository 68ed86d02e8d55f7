-- SPDX-License-Identifier: ISC
-- import_time(at text) -> timestamptz: a time as a file says it, not in the future and not before there were computers.
-- Returns: NULL for NULL. Errors: 22007. Writes: nothing.
CREATE OR REPLACE FUNCTION import_time(p_at text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_at IS NOT NULL THEN greatest(least(p_at::timestamptz, now()), '1970-01-01 00:00:00Z') END
$$;
