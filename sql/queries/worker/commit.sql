-- SPDX-License-Identifier: ISC
-- commit: ends a job: output, state, agents, events, next jobs in one transaction. worker/step_commit.c
-- $1 bigint job, $2 bigint lease, $3 bigint version of the run that the state was made from, $4 jsonb result, $5 jsonb state, $6 jsonb actions,
-- $7 text cause
-- Returns: outcome (ok, conflict, lost, gone), seq: last event's number. Errors: LW409 from check_transition. Writes: see step_commit.
SELECT c.outcome, c.seq FROM step_commit($1::bigint, $2::bigint, $3::bigint, $4::jsonb, $5::jsonb, $6::jsonb, $7::text) c
