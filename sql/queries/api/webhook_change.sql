-- SPDX-License-Identifier: ISC
-- webhook_change: PATCH users/me/webhooks/{id}. $1 caller uuid, $2 webhook uuid, $3 input jsonb {note, enabled}. Returns id uuid; no row: no such one. Writes webhooks.
UPDATE webhooks SET note = CASE WHEN $3::jsonb ? 'note' THEN $3::jsonb->>'note' ELSE note END,
    disabled_at = CASE ($3::jsonb->>'enabled')::boolean WHEN true THEN NULL WHEN false THEN coalesce(disabled_at, now()) ELSE disabled_at END
WHERE id = $2::uuid AND user_id = $1::uuid RETURNING id
