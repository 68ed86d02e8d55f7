-- SPDX-License-Identifier: ISC
-- session_list: GET auth/sessions, newest first: those that have not ended. A family of refresh tokens sleeps 7 days at most and lives 30.
-- $1 caller uuid, $2 the asking session uuid or null, $3 rows int4, $4, $5 cursor. Returns rows. Writes nothing.
SELECT id AS "id:sess", id = $2::uuid IS TRUE AS current, user_agent, host(address) AS address, created_at, last_used_at,
    auth_time AS password_checked_at
FROM (
    SELECT * FROM sessions
    WHERE user_id = $1::uuid AND ended_at IS NULL AND created_at > now() - interval '30 days' AND last_used_at > now() - interval '7 days'
        AND (created_at, id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY created_at DESC, id DESC LIMIT 101
) AS s
ORDER BY created_at DESC, id DESC LIMIT $3::int4
