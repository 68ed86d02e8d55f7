-- SPDX-License-Identifier: ISC
-- secret_delete(user uuid, kind text, name text) -> uuid: a user's secret is forgotten.
-- Returns: its id, NULL when there was none. Errors: none. Writes: secrets, audit.
CREATE OR REPLACE FUNCTION secret_delete(p_user uuid, p_kind text, p_name text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_id uuid;
BEGIN
    DELETE FROM secrets WHERE user_id = p_user AND kind = p_kind AND name = p_name RETURNING id INTO v_id;
    IF FOUND THEN
        PERFORM audit_write(p_user, 'secret.delete', public_id('user', p_user), 'ok', NULL, NULL, jsonb_build_object('kind', p_kind, 'name', p_name));
    END IF;
    RETURN v_id;
END
$$;
