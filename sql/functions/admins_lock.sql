-- SPDX-License-Identifier: ISC
-- admins_lock(actor uuid) -> void: for acts of admins upon accounts: the actor is one, and nobody else takes admins away meanwhile.
-- In: actor NULL is ludctl. Returns: nothing. Errors: LW404 for who is no admin. Writes: nothing; holds an advisory lock to the end.
CREATE OR REPLACE FUNCTION admins_lock(p_actor uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ludwright.admins'));
    IF p_actor IS NOT NULL AND NOT EXISTS (SELECT FROM users WHERE id = p_actor AND role = 'admin' AND disabled_at IS NULL) THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    END IF;
END
$$;
