-- SPDX-License-Identifier: ISC
-- comment_list: GET checkpoints/{id}/comments, oldest first. $1 caller uuid, $2 checkpoint uuid, $3 rows int4, $4, $5 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
SELECT m.id AS "id:comm", m.checkpoint_id AS "checkpoint_id:ckpt", m.user_id AS "user_id:user", m.section, m.file_path AS file, m.line,
    m.body AS text, m.decision_id IS NOT NULL AS decided, m.created_at
FROM checkpoints AS at JOIN LATERAL project_access($1::uuid, at.project_id) AS seen ON at.id = $2::uuid
LEFT JOIN LATERAL (
    SELECT * FROM comments
    WHERE checkpoint_id = $2::uuid
        AND (created_at, id) > (coalesce($4::timestamptz, '-infinity'), coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
    ORDER BY created_at, id LIMIT $3::int4) AS m ON true
ORDER BY m.created_at, m.id
