-- SPDX-License-Identifier: ISC
-- commits: ends several jobs, each of another project, as commit ends one: all or none. worker/step_batch.c
-- $1 uuid worker; the rest are text arrays, an element a job, in the order of the projects' ids: $2 job, $3 lease, $4 project, $5 run, $6 agent,
-- $7 version, $8 output, $9 content, $10 output_type, $11 stage, $12 revision, $13 epoch, $14 input_hash, $15 done, $16 more, $17 state, $18 channels,
-- $19 percent, $20 phase, $21 told, $22 leader, $23 its percent, $24 review, $25 steps, $26 ends, $27 cause, $28 take, $29 how many more
-- Returns: as commit, a row a job, in their order. Errors: LW902 when each has to end by itself; else as commit. Writes: see step_commit.
SELECT c.seq, c.next_job, c.next_lease, c.next_agent, c.project_version, c.more
FROM steps_commit($1::uuid, $2::text[]::bigint[], $3::text[]::bigint[], $4::text[]::uuid[], $5::text[]::uuid[], $6::text[]::uuid[], $7::text[]::bigint[],
    $8::text[]::uuid[], $9::text[]::jsonb[], $10::text[], $11::text[], $12::text[]::int[], $13::text[]::int[], $14::text[], $15::text[]::jsonb[],
    $16::text[]::jsonb[], $17::text[], $18::text[]::jsonb[], $19::text[]::int[], $20::text[]::int[], $21::text[]::jsonb[], $22::text[],
    $23::text[]::int[], $24::text[]::jsonb[], $25::text[]::jsonb[], $26::text[]::jsonb[], $27::text[], $28::text[]::boolean[], $29::text[]::int[]) AS c
