-- SPDX-License-Identifier: ISC
-- commit: ends a job: output, state, agents, events, next jobs in one transaction. worker/step_commit.c
-- $1 uuid worker, $2 bigint job, $3 bigint lease, $4 uuid project, $5 uuid run, $6 uuid agent or NULL, $7 bigint version of the run that the
-- state was made from, $8 uuid output, $9 jsonb content, $10 jsonb result, $11 jsonb more, $12 text state, $13 jsonb channels, $14 int percent,
-- $15 int phase, $16 jsonb steps, $17 jsonb acts, $18 text cause, $19 bool whether to take the first step that follows
-- Returns: seq: last event's number, next_job, next_lease and next_agent: what was taken, project_version.
-- Errors: LW901, LW902, LW903: see step_commit; LW409 from check_transition. Writes: see step_commit.
SELECT c.seq, c.next_job, c.next_lease, c.next_agent, c.project_version
FROM step_commit($1::uuid, $2::bigint, $3::bigint, $4::uuid, $5::uuid, $6::uuid, $7::bigint, $8::uuid, $9::jsonb, $10::jsonb, $11::jsonb,
    $12::text, $13::jsonb, $14::int, $15::int, $16::jsonb, $17::jsonb, $18::text, $19::boolean) AS c
