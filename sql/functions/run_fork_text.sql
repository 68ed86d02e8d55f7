-- SPDX-License-Identifier: ISC
-- run_fork_text(text text, outputs jsonb) -> text: a JSON text with the strings that are ids of outputs as those of run_fork_map. It stays as it is
-- otherwise: the engine's state is the engine's. In one pass, for any number of outputs: an import brings texts and outputs of any length.
-- Returns: a text. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION run_fork_text(p_text text, p_outputs jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN coalesce((SELECT string_agg(CASE WHEN length(t.part) = 36 THEN coalesce(p_outputs->>t.part, t.part) ELSE t.part END, '"' ORDER BY t.n)
        FROM string_to_table(p_text, '"') WITH ORDINALITY AS t(part, n)), p_text);
END
$$;
