-- SPDX-License-Identifier: ISC
-- question_list: GET projects/{id}/questions, oldest first. $1 caller uuid, $2 project uuid, $3 filter jsonb {open}, $4 rows int4, $5, $6 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
SELECT q.id AS "id:quest", q.project_id AS "project_id:proj", q.agent_id AS "agent_id:agent", a.type AS agent_type, q.question, q.options, q.answer,
    q.answered_by AS "answered_by:user", q.answered_at, q.created_at
FROM project_access($1::uuid, $2::uuid) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM questions
    WHERE project_id = $2::uuid AND coalesce((answer IS NULL) = ($3::jsonb->>'open')::boolean, true)
        AND (created_at, id) > (coalesce($5::timestamptz, '-infinity'), coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'))
    ORDER BY created_at, id LIMIT $4::int4) AS q ON true
LEFT JOIN agents a ON a.id = q.agent_id
ORDER BY q.created_at, q.id
