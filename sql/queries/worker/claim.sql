-- SPDX-License-Identifier: ISC
-- claim: leases up to n jobs. worker/queue.c
-- $1 uuid worker, $2 int seconds, $3 int n, $4 bigint[] jobs in hand
-- Returns: id, lease, kind, project_id, run_id, agent_id, payload, attempt, retries, graph_version_id. Errors: none. Writes: jobs.
SELECT j.id, j.lease, j.kind, j.project_id, j.run_id, j.agent_id, j.payload, j.attempt, j.retries,
    (SELECT r.graph_version_id FROM runs r WHERE r.id = j.run_id) AS graph_version_id
FROM job_claim($1::uuid, $2::int, $3::int, $4::bigint[]) j
