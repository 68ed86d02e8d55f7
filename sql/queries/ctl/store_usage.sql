-- SPDX-License-Identifier: ISC
-- store_usage: ludctl store usage: what projects hold, most first; contents that several share count for each. $1 int4 rows.
-- Returns project text, name text, owner text, files int8, bytes int8. Writes nothing.
WITH held AS (
    SELECT project_id, sha256, bytes FROM files
    UNION SELECT o.project_id, f.sha256, f.bytes FROM output_files f JOIN agent_outputs o ON o.id = f.output_id
)
SELECT public_id('proj', p.id) AS project, p.name::text, u.email::text AS owner, count(*) AS files, sum(h.bytes)::bigint AS bytes
FROM held h JOIN projects p ON p.id = h.project_id JOIN users u ON u.id = p.user_id
GROUP BY p.id, u.email ORDER BY sum(h.bytes) DESC, p.id LIMIT $1::int4
