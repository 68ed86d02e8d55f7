-- SPDX-License-Identifier: ISC
-- secret_put(id uuid, user uuid, kind text, name text, value bytea, key text, hint text) -> uuid: a user's secret takes the place of the one before. The value
-- was sealed for this id; the key has to be the current one, so that a rotation misses none.
-- Returns: the id. Errors: LW409 when another key is the current one by now, LW404. Writes: secrets, audit.
CREATE OR REPLACE FUNCTION secret_put(p_id uuid, p_user uuid, p_kind text, p_name text, p_value bytea, p_key text, p_hint text) RETURNS uuid
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(815410, 3);
    IF p_key IS DISTINCT FROM (SELECT id FROM data_keys ORDER BY number DESC LIMIT 1) THEN
        PERFORM refuse('LW409', 'the data key was rotated meanwhile');
    END IF;
    PERFORM FROM users WHERE id = p_user AND disabled_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'no such user');
    END IF;
    DELETE FROM secrets WHERE user_id = p_user AND kind = p_kind AND name = p_name;
    INSERT INTO secrets (id, user_id, kind, name, value, key_id, hint) VALUES (p_id, p_user, p_kind, p_name, p_value, p_key, p_hint);
    PERFORM audit_write(p_user, 'secret.set', public_id('user', p_user), 'ok', NULL, NULL, jsonb_build_object('kind', p_kind, 'name', p_name));
    RETURN p_id;
END
$$;
