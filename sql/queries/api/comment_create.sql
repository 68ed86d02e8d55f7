-- SPDX-License-Identifier: ISC
-- comment_create: POST checkpoints/{id}/comments. $1 caller uuid, $2 checkpoint uuid, $3 role needed, $4 input jsonb {section, file, line, text}.
-- Returns id uuid. Errors: LW404, LW403, LW409 when the checkpoint is decided. Writes comments.
SELECT comment_create($1::uuid, $2::uuid, $3::text, $4::jsonb) AS id
