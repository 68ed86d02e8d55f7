-- SPDX-License-Identifier: ISC
-- refuse(state text, message text, detail jsonb): the one way in which functions say no.
-- Returns: never. Errors: SQLSTATE state, message for people, DETAIL as JSON. Writes: nothing.
CREATE OR REPLACE FUNCTION refuse(p_state text, p_message text, p_detail jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = p_state, MESSAGE = p_message, DETAIL = coalesce(p_detail, '{}')::text;
END
$$;
