-- SPDX-License-Identifier: ISC
-- invitations_end(actor uuid, user uuid, address inet, request_id text) -> void: who is no admin any more invites nobody: open invitations of theirs are
-- revoked, so that none brings a new admin.
-- In: actor: by whose act; NULL is ludctl. Returns: nothing. Errors: none. Writes: invitations, audit (a row for each).
DROP FUNCTION IF EXISTS invitations_end(uuid);
CREATE OR REPLACE FUNCTION invitations_end(p_actor uuid, p_user uuid, p_address inet, p_request_id text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_ended uuid;
BEGIN
    FOR v_ended IN
        UPDATE invitations SET revoked_at = now() WHERE created_by = p_user AND used_at IS NULL AND revoked_at IS NULL RETURNING id
    LOOP
        PERFORM audit_write(p_actor, 'invitation.revoke', public_id('inv', v_ended), 'ok', p_address, p_request_id,
            jsonb_build_object('invited_by', public_id('user', p_user), 'reason', 'inviter'));
    END LOOP;
END
$$;
