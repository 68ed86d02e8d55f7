-- SPDX-License-Identifier: ISC
-- comment_get: the answer of POST checkpoints/{id}/comments. $1 caller uuid, $2 comment uuid. Returns the comment. Writes nothing.
SELECT m.id AS "id:comm", m.checkpoint_id AS "checkpoint_id:ckpt", m.user_id AS "user_id:user", m.section, m.file_path AS file, m.line,
    m.body AS text, m.decision_id IS NOT NULL AS decided, m.created_at
FROM comments m WHERE m.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, m.project_id))
