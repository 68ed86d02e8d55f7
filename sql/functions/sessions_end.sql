-- SPDX-License-Identifier: ISC
-- sessions_end(actor uuid, user uuid, session uuid, keep uuid, address inet, request_id text) -> integer: ends one session of the user, or
-- with session NULL all of them but keep (which may be NULL). An actor who is not the user has to be an admin.
-- Returns: how many ended. Errors: LW404 no such session or user, or not for this actor. Writes: sessions, audit.
CREATE OR REPLACE FUNCTION sessions_end(p_actor uuid, p_user uuid, p_session uuid, p_keep uuid, p_address inet, p_request_id text)
    RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_ended integer;
BEGIN
    IF p_actor <> p_user THEN
        PERFORM admins_lock(p_actor);
    END IF;
    UPDATE sessions SET ended_at = now(), end_reason = 'revoked'
    WHERE user_id = p_user AND ended_at IS NULL AND id = coalesce(p_session, id) AND id IS DISTINCT FROM p_keep;
    GET DIAGNOSTICS v_ended = ROW_COUNT;
    IF v_ended = 0 AND (p_session IS NOT NULL OR NOT EXISTS (SELECT FROM users WHERE id = p_user AND deleted_at IS NULL)) THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    END IF;
    PERFORM audit_write(p_actor, 'auth.sessions_end', coalesce(public_id('sess', p_session), public_id('user', p_user)), 'ok', p_address, p_request_id,
        jsonb_build_object('ended', v_ended));
    RETURN v_ended;
END
$$;
