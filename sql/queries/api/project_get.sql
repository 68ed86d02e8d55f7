-- SPDX-License-Identifier: ISC
-- project_get: GET projects/{id}. $1 caller uuid, $2 project uuid. Returns the project; no row: not for this caller. Writes nothing.
SELECT p.id AS "id:proj", p.name, p.description, p.status, p.status_reason, p.current_phase, p.progress, p.concept, p.config, p.seed,
    p.run_id AS "run_id:run",
    CASE WHEN p.status IN ('running', 'paused')
        THEN (SELECT count(*) FROM checkpoints c WHERE c.project_id = p.id AND c.status = 'pending') ELSE 0 END AS pending_checkpoints,
    coalesce(CASE WHEN p.archived_at IS NULL THEN project_rights(false) ELSE project_rights(true) END -> p.role -> p.status, '[]') AS allowed_actions,
    p.role, p.archived_at, p.created_at, p.updated_at, p.version AS "version:etag"
FROM (SELECT *, project_role($1::uuid, id, user_id) AS role FROM projects WHERE id = $2::uuid OFFSET 0) AS p
WHERE p.role IS NOT NULL
