-- SPDX-License-Identifier: ISC
-- state_append(old jsonb, new jsonb, most int) -> jsonb: the arrays one after the other, only the last `most` members.
-- Returns: an array. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION state_append(p_old jsonb, p_new jsonb, p_most int) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_list jsonb := coalesce(p_old, '[]') || coalesce(p_new, '[]');
BEGIN
    WHILE jsonb_array_length(v_list) > p_most LOOP
        v_list := v_list - 0;
    END LOOP;
    RETURN v_list;
END
$$;
