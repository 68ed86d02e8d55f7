-- SPDX-License-Identifier: ISC
-- data_key_add(id text) -> text: this is the current data key from here on. Waits for secrets that are being written with the one before.
-- Returns: the id. Errors: 23505. Writes: data_keys.
CREATE OR REPLACE FUNCTION data_key_add(p_id text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(815410, 3);
    INSERT INTO data_keys (id) VALUES (p_id);
    RETURN p_id;
END
$$;
