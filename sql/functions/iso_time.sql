-- SPDX-License-Identifier: ISC
-- iso_time(at timestamptz) -> text: ISO 8601 in UTC with milliseconds, as events carry it.
-- Returns: 2024-01-15T14:45:30.123Z. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION iso_time(p_at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
