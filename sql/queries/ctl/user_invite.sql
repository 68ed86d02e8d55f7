-- user_invite: ludctl user invite. $1 hash of the token in hex, $2 email or null, $3 role, $4 days text or null.
-- Returns expires_at text. Errors: LW409 there is such an account. Writes invitations, audit.
SELECT invitation_create(NULL, $1::text, jsonb_strip_nulls(jsonb_build_object('email', $2::text, 'role', $3::text, 'expires_in_days', $4::text)), NULL, NULL) AS id
