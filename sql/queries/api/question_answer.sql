-- SPDX-License-Identifier: ISC
-- question_answer: POST projects/{id}/questions/{id}/answer. $1 caller uuid, $2 project uuid, $3 question uuid, $4 role needed, $5 input jsonb {answer}.
-- Returns id uuid. Errors: LW403, LW404, LW409. Writes questions, jobs.
SELECT question_answer($1::uuid, $2::uuid, $3::uuid, $4::text, $5::jsonb) AS id
