-- SPDX-License-Identifier: ISC
-- project_get: GET projects/{id}. $1 caller uuid, $2 project uuid. Returns the project; no row: not for this caller. Writes nothing.
SELECT p.id AS "id:proj", p.name, p.description, p.status, p.status_reason, p.current_phase, p.progress, p.concept, p.config, p.seed,
    p.run_id AS "run_id:run",
    CASE WHEN p.status IN ('running', 'paused')
        THEN (SELECT count(*) FROM checkpoints c WHERE c.project_id = p.id AND c.status = 'pending') ELSE 0 END AS pending_checkpoints,
    to_json(CASE WHEN a.role NOT IN ('owner', 'editor') THEN '{}' WHEN p.archived_at IS NULL THEN project_actions(p.status)
        ELSE array_remove(array_remove(project_actions(p.status), 'start'), 'resume') END) AS allowed_actions,
    a.role, p.archived_at, p.created_at, p.updated_at, p.version::text AS "version:etag"
FROM project_access($1::uuid, $2::uuid) AS a, projects p
WHERE p.id = $2::uuid
