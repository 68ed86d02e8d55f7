-- SPDX-License-Identifier: ISC
-- session_alive: every route with an account, once in a few seconds a session. Has the session not ended, and what is the account now?
-- $1 session uuid, $2 user uuid. Returns role text, or no row. Writes nothing.
SELECT u.role
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.id = $1::uuid AND s.user_id = $2::uuid AND s.ended_at IS NULL AND u.disabled_at IS NULL
