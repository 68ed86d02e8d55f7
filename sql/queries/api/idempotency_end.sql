-- SPDX-License-Identifier: ISC
-- idempotency_end: POST with Idempotency-Key, last in the act's transaction.
-- $1 user uuid, $2 key text, $3 status int4, $4 body text. Writes idempotency_keys.
UPDATE idempotency_keys SET status = $3::int4, body = $4::text WHERE user_id = $1::uuid AND key = $2::text
