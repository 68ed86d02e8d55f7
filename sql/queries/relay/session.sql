-- SPDX-License-Identifier: ISC
-- session: a token on a live connection, when it is shown and again when accounts or sessions change. Has the session not ended?
-- $1 session uuid, $2 user uuid. Returns one row: alive. Writes nothing.
SELECT EXISTS (
    SELECT FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = $1::uuid AND s.user_id = $2::uuid AND s.ended_at IS NULL AND u.disabled_at IS NULL) AS alive
