-- SPDX-License-Identifier: ISC
-- run_list: GET projects/{id}/runs, newest first. $1 caller uuid, $2 project uuid, $3 rows int4, $4 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
SELECT r.id AS "id:run", r.number, r.status, r.provider, r.started_by AS "started_by:user", r.forked_from AS "forked_from:snap", r.started_at, r.ended_at
FROM project_access($1::uuid, $2::uuid) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM runs WHERE project_id = $2::uuid AND number < coalesce($4::int4, 2147483647) ORDER BY number DESC LIMIT $3::int4) AS r ON true
ORDER BY r.number DESC
