-- SPDX-License-Identifier: ISC
-- snapshot_compare: GET snapshots/{id}/compare?with=. $1 caller uuid, $2 snapshot uuid, $3 filter jsonb {with uuid}, $4 address, $5 request id.
-- The two may be of different runs and projects. Returns one row, channels {channel: {change, output, with}}: change is same (document and
-- files are equal), changed, added (only the other one has it), removed. No row: the caller may not see both.
-- Writes audit: an admin's look at the project of the other one (of the first one: admin_look).
WITH pair AS (
    SELECT a AS one, b AS other FROM snapshots a, snapshots b
    WHERE a.id = $2::uuid AND b.id = ($3::jsonb->>'with')::uuid
        AND EXISTS (SELECT FROM project_access($1::uuid, a.project_id)) AND EXISTS (SELECT FROM project_access($1::uuid, b.project_id))
), looked AS (
    INSERT INTO audit (actor_id, action, subject, outcome, address, request_id)
    SELECT $1::uuid, 'admin.look', public_id('snap', (other).id), 'ok', $4::text::inet, $5::text FROM pair
    WHERE NOT EXISTS (SELECT FROM project_people m WHERE m.user_id = $1::uuid AND m.project_id = (other).project_id)
)
SELECT (one).id AS "id:snap", (one).run_id AS "run_id:run", (one).number, (other).id AS "with:snap", (other).run_id AS "with_run_id:run",
    (other).number AS with_number, (
        SELECT coalesce(json_object_agg(channel, json_build_object('change', CASE
            WHEN x.shown IS NULL THEN 'added' WHEN y.shown IS NULL THEN 'removed' WHEN x.made = y.made THEN 'same' ELSE 'changed' END,
            'output', x.shown, 'with', y.shown) ORDER BY channel), '{}')
        FROM snapshot_channels((one).channels) AS x FULL JOIN snapshot_channels((other).channels) AS y USING (channel)) AS channels
FROM pair
