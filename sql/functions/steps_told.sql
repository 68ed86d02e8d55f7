-- SPDX-License-Identifier: ISC
-- steps_told(done text, rest jsonb, begins text, after jsonb) -> int: how many events of a step of steps_commit these are: done and begins one each,
-- rest and after as many as they hold; NULL for none. Inlined.
-- Returns: the number. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION steps_told(p_done text, p_rest jsonb, p_begins text, p_after jsonb) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (p_done IS NOT NULL)::int + coalesce(jsonb_array_length(p_rest), 0) + (p_begins IS NOT NULL)::int + coalesce(jsonb_array_length(p_after), 0)
$$;
