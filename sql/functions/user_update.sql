-- SPDX-License-Identifier: ISC
-- user_update(user uuid, version bigint, input jsonb) -> uuid: name and settings, merged, already validated.
-- Returns: the user's id. Errors: LW404, LW412 {"revision"}, LW400 {"field"} for a time zone that is none. Writes: users.
CREATE OR REPLACE FUNCTION user_update(p_user uuid, p_version bigint, p_input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_user users;
BEGIN
    SELECT * INTO v_user FROM users WHERE id = p_user AND disabled_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'no such user');
    ELSIF p_version <> v_user.version THEN
        PERFORM refuse('LW412', 'the account has changed', jsonb_build_object('revision', v_user.version));
    ELSIF NOT zone_known(p_input #>> '{settings,timezone}') THEN
        PERFORM refuse('LW400', 'There is no such time zone.', '{"field": "settings.timezone", "message": "Must be a time zone, as Asia/Tokyo"}');
    END IF;
    UPDATE users SET name = coalesce(btrim(p_input->>'name'), name), settings = settings || coalesce(p_input->'settings', '{}')
    WHERE id = p_user;
    RETURN p_user;
END
$$;
