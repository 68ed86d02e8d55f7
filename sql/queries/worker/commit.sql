-- SPDX-License-Identifier: ISC
-- commit: ends a job: output, state, agents, events, next jobs in one transaction. worker/step_commit.c
-- $1 uuid worker, $2 bigint job, $3 bigint lease, $4 uuid project, $5 uuid run, $6 bigint version of the run that the state was made from,
-- $7 uuid output, $8 jsonb content, $9 jsonb result, $10 jsonb more, $11 text state, $12 jsonb channels, $13 int percent, $14 int phase,
-- $15 jsonb steps, $16 jsonb acts, $17 text cause, $18 bool whether to take the first step that follows
-- Returns: seq: last event's number, next_job and next_agent: what was taken, project_version.
-- Errors: LW901, LW902, LW903: see step_commit; LW409 from check_transition. Writes: see step_commit.
SELECT c.seq, c.next_job, c.next_agent, c.project_version
FROM step_commit($1::uuid, $2::bigint, $3::bigint, $4::uuid, $5::uuid, $6::bigint, $7::uuid, $8::jsonb, $9::jsonb, $10::jsonb, $11::text,
    $12::jsonb, $13::int, $14::int, $15::jsonb, $16::jsonb, $17::text, $18::boolean) AS c
