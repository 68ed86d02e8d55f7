-- SPDX-License-Identifier: ISC
-- commit: ends a job: output, state, agents, events, next jobs in one transaction. worker/step_commit.c
-- $1 uuid worker, $2 bigint job, $3 bigint lease, $4 uuid project, $5 uuid run, $6 uuid agent or NULL, $7 bigint version of the run that the
-- state was made from, $8 uuid output, $9 jsonb content, $10 text output_type, $11 text stage, $12 int revision, $13 int epoch, $14 text input_hash,
-- $15 text file_path, $16 jsonb done, $17 jsonb more, $18 text state, $19 jsonb channels, $20 int percent, $21 int phase, $22 jsonb told,
-- $23 text leader, $24 int its percent, $25 jsonb review, $26 jsonb steps, $27 jsonb acts, $28 jsonb ends, $29 text cause,
-- $30 bool whether to take the first step that follows, $31 int how many after it
-- Returns: seq: last event's number, next_job, next_lease and next_agent: what was taken, project_version, more: "job agent …" taken beside it.
-- Errors: LW901, LW902, LW903: see step_commit; LW409 from check_transition. Writes: see step_commit.
SELECT c.seq, c.next_job, c.next_lease, c.next_agent, c.project_version, c.more
FROM step_commit($1::uuid, $2::bigint, $3::bigint, $4::uuid, $5::uuid, $6::uuid, $7::bigint, $8::uuid, $9::jsonb, $10::text, $11::text, $12::int,
    $13::int, $14::text, $15::text, $16::jsonb, $17::jsonb, $18::text, $19::jsonb, $20::int, $21::int, $22::jsonb, $23::text, $24::int, $25::jsonb,
    $26::jsonb, $27::jsonb, $28::jsonb, $29::text, $30::boolean, $31::int) AS c
