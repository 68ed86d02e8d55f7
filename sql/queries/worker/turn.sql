-- SPDX-License-Identifier: ISC
-- turn: stores a complete turn. worker/step_store.c
-- $1 bigint job, $2 bigint lease, $3 jsonb turn
-- Returns: outcome (ok, lost), seq (0). Errors: none. Writes: blobs, turns, budgets.
SELECT turn_store($1::bigint, $2::bigint, $3::jsonb) AS outcome, 0::bigint AS seq
