-- SPDX-License-Identifier: ISC
-- run_fork_text(text text, outputs jsonb) -> text: a JSON text with ids of outputs, with those of run_fork_map instead. It stays as it is
-- otherwise: the engine's state is the engine's.
-- Returns: a text. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION run_fork_text(p_text text, p_outputs jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_old text;
    v_new text;
BEGIN
    FOR v_old, v_new IN SELECT key, value FROM jsonb_each_text(p_outputs) LOOP
        p_text := replace(p_text, v_old, v_new);
    END LOOP;
    RETURN p_text;
END
$$;
