-- SPDX-License-Identifier: ISC
-- idempotency_access: POST with an Idempotency-Key that was seen, before its first answer is given again. $1 caller uuid, $2 id of the path uuid: of a
-- project, or of something in one. Returns role text; no row: it is not for this caller any more, or gone. Writes nothing.
SELECT a.role
FROM (SELECT coalesce((SELECT id FROM projects WHERE id = $2::uuid), (SELECT project_id FROM agents WHERE id = $2::uuid),
    (SELECT project_id FROM checkpoints WHERE id = $2::uuid), (SELECT project_id FROM agent_outputs WHERE id = $2::uuid),
    (SELECT project_id FROM snapshots WHERE id = $2::uuid)) AS project) AS p, project_access($1::uuid, p.project) AS a
