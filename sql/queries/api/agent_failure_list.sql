-- SPDX-License-Identifier: ISC
-- agent_failure_list: GET agents/{id}/failures, newest first: what steps that failed for good said. $1 caller uuid, $2 agent uuid, $3 rows int4,
-- $4, $5 cursor. Returns rows; one row of nulls when there are none. Writes nothing.
SELECT f.id AS "id:fail", f.agent_id AS "agent_id:agent", f.step_key AS step, f.stage, f.revision, f.error, f.error_type, f.raw, f.raw_bytes, f.created_at
FROM agents AS of_agent JOIN LATERAL project_access($1::uuid, of_agent.project_id) AS seen ON of_agent.id = $2::uuid
LEFT JOIN LATERAL (
    SELECT * FROM step_failures
    WHERE agent_id = $2::uuid AND (created_at, id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY created_at DESC, id DESC LIMIT $3::int4) AS f ON true
ORDER BY f.created_at DESC, f.id DESC
