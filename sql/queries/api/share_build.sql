-- SPDX-License-Identifier: ISC
-- share_build: GET /g/s/… on the play origin, after the signature was checked: the build that a public link opens. $1 share uuid.
-- Returns output_id uuid; no row: it was revoked, ran out, or nothing was built. Writes nothing.
SELECT o.id AS output_id
FROM shares s
CROSS JOIN LATERAL (
    SELECT id FROM agent_outputs
    WHERE project_id = s.project_id AND output_type = 'build' AND id = coalesce(s.output_id, id) ORDER BY created_at DESC, id DESC LIMIT 1) AS o
WHERE s.id = $1::uuid AND s.revoked_at IS NULL AND coalesce(s.expires_at > clock_timestamp(), true)
