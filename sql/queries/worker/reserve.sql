-- SPDX-License-Identifier: ISC
-- reserve: sets aside what the next turn of a step may cost. worker/step_store.c
-- $1 bigint job, $2 bigint lease, $3 numeric US dollars
-- Returns: outcome (ok, lost, held, over). Errors: none. Writes: turn_holds, budgets; projects, jobs, notifications, events when over.
SELECT budget_reserve($1::bigint, $2::bigint, $3::numeric) AS outcome
