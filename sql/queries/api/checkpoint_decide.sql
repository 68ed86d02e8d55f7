-- SPDX-License-Identifier: ISC
-- checkpoint_decide: POST checkpoints/{id}/approve, reject, request-changes. $1 caller uuid, $2 checkpoint uuid, $3 decision text,
-- $4 revision of If-Match or null, $5 input jsonb {feedback, comments, revision, target}, $6 address text, $7 request id.
-- Returns id uuid of the checkpoint. Errors: LW400, LW403, LW404, LW409, LW412, LW428. Writes checkpoints, decisions, comments, jobs, events, audit.
SELECT $2::uuid AS id, checkpoint_decide($1::uuid, $2::uuid, $3::text, coalesce(($5::jsonb->>'revision')::int4, $4::int4),
    $5::jsonb->>'feedback', coalesce($5::jsonb->'comments', '[]'), target_known($1::uuid, $2::uuid, $5::jsonb->>'target')) AS decision_id
FROM (SELECT set_config('ludwright.address', $6::text, true) AS a, set_config('ludwright.request_id', $7::text, true) AS b OFFSET 0) AS s
