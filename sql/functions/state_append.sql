-- SPDX-License-Identifier: ISC
-- state_append(old jsonb, new jsonb, most int) -> jsonb: the arrays one after the other, only the last `most` members.
-- Returns: an array. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION state_append(p_old jsonb, p_new jsonb, p_most int) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_array_length(j.list) <= p_most THEN j.list ELSE (
        SELECT jsonb_agg(e.value ORDER BY e.n) FROM jsonb_array_elements(j.list) WITH ORDINALITY AS e(value, n)
        WHERE e.n > jsonb_array_length(j.list) - p_most) END
    FROM (SELECT coalesce(p_old, '[]') || coalesce(p_new, '[]') AS list) AS j
$$;
