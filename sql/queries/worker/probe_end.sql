-- SPDX-License-Identifier: ISC
-- probe_end: what came of a test of a provider. worker/probe.c
-- $1 uuid worker, $2 bigint job, $3 bigint lease, $4 jsonb result
-- Returns: outcome (ok, lost). Errors: none. Writes: provider_tests, jobs.
SELECT probe_end($1::uuid, $2::bigint, $3::bigint, $4::jsonb) AS outcome
