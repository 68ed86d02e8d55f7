-- SPDX-License-Identifier: ISC
-- run_get: GET runs/{id}. $1 caller uuid, $2 run uuid. Returns the run (forked_from: a snapshot, that may be gone); no row: not for this caller. Writes nothing.
SELECT r.id AS "id:run", r.project_id AS "project_id:proj", r.number, r.status, r.provider, g.name AS graph, g.sha256 AS graph_sha256,
    r.started_by AS "started_by:user", r.forked_from AS "forked_from:snap", r.started_at, r.ended_at, r.version AS "version:etag"
FROM runs r JOIN graph_versions g ON g.id = r.graph_version_id
WHERE r.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, r.project_id))
