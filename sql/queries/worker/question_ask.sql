-- SPDX-License-Identifier: ISC
-- question_ask: an agent asks a person; its job waits. worker/step_question.c
-- $1 bigint job, $2 bigint lease, $3 jsonb question
-- Returns: outcome (asked, answered, lost), seq: head of the project's events. Errors: none. Writes: see question_ask.
SELECT question_ask($1::bigint, $2::bigint, $3::jsonb) AS outcome, job_seq($1::bigint) AS seq
