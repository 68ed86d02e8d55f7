-- SPDX-License-Identifier: ISC
-- question_get: a question that was answered. $1 caller uuid, $2 question uuid. Returns the question; no row: not for this caller. Writes nothing.
SELECT q.id AS "id:quest", q.project_id AS "project_id:proj", q.agent_id AS "agent_id:agent", a.type AS agent_type, q.question, q.options, q.answer,
    q.answered_by AS "answered_by:user", q.answered_at, q.created_at
FROM questions q JOIN agents a ON a.id = q.agent_id
WHERE q.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, q.project_id))
