-- SPDX-License-Identifier: ISC
-- invitations_end(user uuid) -> void: who is no admin any more invites nobody: open invitations of theirs are revoked, so that none brings a new admin.
-- Returns: nothing. Errors: none. Writes: invitations.
CREATE OR REPLACE FUNCTION invitations_end(p_user uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE invitations SET revoked_at = now() WHERE created_by = p_user AND used_at IS NULL AND revoked_at IS NULL;
END
$$;
