-- SPDX-License-Identifier: ISC
-- claim: leases up to n jobs. worker/queue.c
-- $1 uuid worker, $2 int n, $3 jsonb limits or NULL (see job_claim)
-- Returns: id, lease, kind, project_id, run_id, agent_id, payload, attempt, retries, graph_version_id, run_version,
-- project_version. Errors: none. Writes: jobs.
SELECT j.id, j.lease, j.kind, j.project_id, j.run_id, j.agent_id, j.payload, j.attempt, j.retries,
    (SELECT r.graph_version_id FROM runs r WHERE r.id = j.run_id) AS graph_version_id,
    (SELECT s.number FROM snapshots s WHERE s.run_id = j.run_id ORDER BY s.number DESC LIMIT 1) AS run_version,
    (SELECT p.version FROM projects p WHERE p.id = j.project_id) AS project_version
FROM job_claim($1::uuid, $2::int, $3::jsonb) AS j
