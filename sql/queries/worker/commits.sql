-- SPDX-License-Identifier: ISC
-- commits: ends several jobs, each of another project, as commit ends one: all or none. worker/step_batch.c
-- $1 uuid worker; the rest are arrays, an element a job, in the order of the projects' ids: $2 job, $3 lease, $4 project, $5 run, $6 agent,
-- $7 version, $8 output, $9 content, $10 output_type, $11 stage, $12 revision, $13 epoch, $14 input_hash, $15 data of done's event, $16 more, $17 state, $18 channels,
-- $19 percent, $20 phase, $21 told, $22 leader, $23 its percent, $24 review, $25 steps, $26 ends, $27 cause, $28 take, $29 how many more
-- Returns: as commit, a row a job, in their order. Errors: LW902 when each has to end by itself; else as commit. Writes: see step_commit.
SELECT c.seq, c.next_job, c.next_lease, c.next_agent, c.project_version, c.more
FROM steps_commit($1::uuid, $2::bigint[], $3::bigint[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[],
    $8::uuid[], $9::jsonb[], $10::text[], $11::text[], $12::int[], $13::int[], $14::text[], $15::text[],
    $16::jsonb[], $17::text[], $18::jsonb[], $19::int[], $20::int[], $21::jsonb[], $22::text[],
    $23::int[], $24::jsonb[], $25::jsonb[], $26::jsonb[], $27::text[], $28::boolean[], $29::int[]) AS c
