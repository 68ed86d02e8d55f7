-- SPDX-License-Identifier: ISC
-- invitation_revoke(admin uuid, invitation uuid, address inet, request_id text) -> uuid: nobody can use it any more; again is no error.
-- Returns: its id. Errors: LW404, LW409 {"status": "used"}. Writes: invitations, audit.
CREATE OR REPLACE FUNCTION invitation_revoke(p_admin uuid, p_invitation uuid, p_address inet, p_request_id text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_invitation invitations;
BEGIN
    PERFORM admins_lock(p_admin);
    SELECT * INTO v_invitation FROM invitations WHERE id = p_invitation FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    ELSIF v_invitation.used_at IS NOT NULL THEN
        PERFORM refuse('LW409', 'This invitation was used.', '{"status": "used"}');
    END IF;
    UPDATE invitations SET revoked_at = coalesce(revoked_at, now()) WHERE id = p_invitation;
    PERFORM audit_write(p_admin, 'invitation.revoke', public_id('inv', p_invitation), 'ok', p_address, p_request_id);
    RETURN p_invitation;
END
$$;
