-- SPDX-License-Identifier: ISC
-- output_diff: GET outputs/{id}/diff?with=: what changed from the other output to this one. $1 caller uuid, $2 output uuid, $3 filter jsonb {with uuid},
-- $4 address text, $5 request id. The two may be of different projects. Returns one row; none: the caller may not see both.
-- Writes audit: an admin's look at the project of the other one (of the first one: admin_look).
WITH pair AS (
    SELECT b AS this, a AS other FROM agent_outputs b, agent_outputs a
    WHERE b.id = $2::uuid AND a.id = ($3::jsonb->>'with')::uuid
        AND EXISTS (SELECT FROM project_access($1::uuid, b.project_id)) AND EXISTS (SELECT FROM project_access($1::uuid, a.project_id))
), looked AS (
    INSERT INTO audit (actor_id, action, subject, outcome, address, request_id)
    SELECT $1::uuid, 'admin.look', public_id('out', (other).id), 'ok', $4::text::inet, $5::text FROM pair
    WHERE NOT EXISTS (SELECT FROM project_people m WHERE m.user_id = $1::uuid AND m.project_id = (other).project_id)
)
SELECT (this).id AS "id:out", (this).revision, (this).created_at, (other).id AS "with:out", (other).revision AS with_revision,
    (other).created_at AS with_created_at, (
        SELECT coalesce(json_agg(json_build_object('path', d.path, 'change', d.change, 'old', d.old, 'new', d.new)), '[]')
        FROM json_changes((other).content->'document', (this).content->'document') AS d) AS document, (
        SELECT coalesce(json_agg(json_build_object('path', path, 'change', CASE WHEN x.sha256 IS NULL THEN 'added' WHEN y.sha256 IS NULL THEN 'removed'
            ELSE 'changed' END, 'old', x.file, 'new', y.file) ORDER BY path), '[]')
        FROM (SELECT path, sha256, json_build_object('sha256', sha256, 'bytes', bytes, 'media_type', media_type) AS file FROM output_files
              WHERE output_id = (other).id) AS x
        FULL JOIN (SELECT path, sha256, json_build_object('sha256', sha256, 'bytes', bytes, 'media_type', media_type) AS file FROM output_files
              WHERE output_id = (this).id) AS y USING (path)
        WHERE x.sha256 IS DISTINCT FROM y.sha256) AS files
FROM pair
