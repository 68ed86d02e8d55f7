-- SPDX-License-Identifier: ISC
-- idempotency_begin: POST with Idempotency-Key, first in the act's transaction; a second one with the key waits here.
-- $1 user uuid, $2 key text, $3 hash of the request. Returns request_hash text, status int4, body text; status null: not seen in 24 hours.
-- Writes idempotency_keys.
INSERT INTO idempotency_keys AS k (user_id, key, request_hash) VALUES ($1::uuid, $2::text, $3::text)
ON CONFLICT (user_id, key) DO UPDATE SET
    request_hash = CASE WHEN k.created_at < now() - interval '24 hours' THEN excluded.request_hash ELSE k.request_hash END,
    status = CASE WHEN k.created_at < now() - interval '24 hours' THEN NULL ELSE k.status END,
    created_at = CASE WHEN k.created_at < now() - interval '24 hours' THEN now() ELSE k.created_at END
RETURNING request_hash, status, body
