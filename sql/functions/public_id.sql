-- SPDX-License-Identifier: ISC
-- public_id(prefix text, id uuid) -> text: an id as people see it: public_id('proj', id) is proj_ and 32 hex digits.
-- Returns: NULL for NULL. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION public_id(p_prefix text, p_id uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_prefix || '_' || replace(p_id::text, '-', '')
$$;
