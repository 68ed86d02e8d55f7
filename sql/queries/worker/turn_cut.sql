-- SPDX-License-Identifier: ISC
-- turn_cut: what a turn without an answer cost. worker/step_store.c
-- $1 bigint job, $2 bigint lease, $3 numeric US dollars, or NULL: nobody knows
-- Returns: outcome (ok, none). Errors: none. Writes: turn_holds, budgets, user_months.
SELECT turn_cut($1::bigint, $2::bigint, $3::numeric) AS outcome
