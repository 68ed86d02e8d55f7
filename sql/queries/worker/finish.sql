-- SPDX-License-Identifier: ISC
-- finish: ends a job that belongs to no run, and claims others in the same commit. worker/queue.c
-- $1 bigint job, $2 bigint lease, $3 uuid worker, $4 int n to claim, $5 jsonb limits or NULL
-- Returns: as claim. Errors: none. Writes: jobs.
SELECT j.id, j.lease, j.kind, j.project_id, j.run_id, j.agent_id, j.payload, j.attempt, j.retries,
    (SELECT r.graph_version_id FROM runs r WHERE r.id = j.run_id) AS graph_version_id,
    (SELECT s.number FROM snapshots s WHERE s.run_id = j.run_id ORDER BY s.number DESC LIMIT 1) AS run_version,
    (SELECT p.version FROM projects p WHERE p.id = j.project_id) AS project_version
FROM job_finish($1::bigint, $2::bigint, $3::uuid, $4::int, $5::jsonb) AS j
