-- SPDX-License-Identifier: ISC
-- claim: leases up to n jobs. worker/queue.c
-- $1 uuid worker, $2 int n, $3 jsonb limits or NULL (see job_claim)
-- Returns: id, lease, kind, project_id, run_id, agent_id, payload, attempt, retries, graph_version_id, run_version,
-- project_version. Errors: none. Writes: jobs.
SELECT j.id, j.lease, j.kind, j.project_id, j.run_id, j.agent_id, j.payload, j.attempt, j.retries,
    (r.now).graph_version_id, (r.now).run_version, (r.now).project_version
FROM job_claim($1::uuid, $2::int, $3::jsonb) AS j
    LEFT JOIN LATERAL (SELECT job_run(j.run_id) AS now WHERE j.run_id IS NOT NULL OFFSET 0) AS r ON true
